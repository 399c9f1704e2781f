-- newest_checkpoint --
-- What the next checkpoint follows.
SELECT number, at, body, signature
  FROM checkpoint
 WHERE business_id = :business
 ORDER BY number DESC
 LIMIT 1

-- write_checkpoint --
-- Sign where every chain stands now; two workers cannot write the same number.
INSERT INTO checkpoint (business_id, number, at, body, signature)
VALUES (:business, :number, :at, :body, :signature)
ON CONFLICT DO NOTHING

-- checkpoints --
-- All of them, for export and verification.
SELECT number, at, body, signature
  FROM checkpoint
 WHERE business_id = :business
 ORDER BY number
