-- save_answers --
-- What the proofs answered at a moment, for the public page. The proofs themselves stand in proof_sql/.
INSERT INTO proof_run (business_id, at, proof, verdict, evidence)
SELECT :business, :at, proof, verdict, evidence
  FROM unnest(:proofs::text[], :verdicts::text[], :evidence::text[]) AS r (proof, verdict, evidence)
ON CONFLICT DO NOTHING
