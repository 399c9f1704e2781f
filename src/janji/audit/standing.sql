-- latest --
-- The newest answer of every proof.
SELECT DISTINCT ON (proof) proof, verdict, evidence, at
  FROM proof_run
 WHERE business_id = :business
 ORDER BY proof, at DESC

-- history --
-- How one proof answered over time, newest first.
SELECT at, verdict, evidence FROM proof_run
 WHERE business_id = :business AND proof = :proof
 ORDER BY at DESC
 LIMIT :most

-- last_run --
-- When any proof was asked last.
SELECT max(at) FROM proof_run WHERE business_id = :business
