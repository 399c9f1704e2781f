-- entries --
-- Every line of every chain, in chain order.
SELECT chain, seq, at, action, subject, detail, hash
  FROM ledger
 WHERE business_id = :business
 ORDER BY chain, seq
