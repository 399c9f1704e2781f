-- latest --
-- The newest answer of every proof.
SELECT DISTINCT ON (proof) proof, verdict, evidence, at
  FROM proof_run
 WHERE business_id = :business
 ORDER BY proof, at DESC
