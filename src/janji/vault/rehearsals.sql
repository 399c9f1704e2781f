-- certify --
-- What was brought back in the rehearsal, and where the ledger stood.
INSERT INTO rehearsal (business_id, at, archive_at, rows, left_behind, records, readable, checkpoint)
VALUES (:business, :now, :made_at, :rows, :left, :records, :readable,
        (SELECT max(number) FROM checkpoint WHERE business_id = :business))
ON CONFLICT DO NOTHING

-- last --
-- The newest certificate.
SELECT at, archive_at, rows, left_behind, records, readable, checkpoint
  FROM rehearsal
 WHERE business_id = :business
 ORDER BY at DESC
 LIMIT 1
