-- open_chain --
-- A writing process takes a chain number of its own, so that writers never wait for each other.
SELECT nextval('ledger_chain')

-- write_lines --
-- Lines of one commit in one statement, in the order they were noted.
INSERT INTO ledger (business_id, chain, seq, at, action, subject, detail, hash)
SELECT :business, :chain, seq, :at, action, subject, detail, hash
  FROM unnest(:seqs::bigint[], :actions::text[], :subjects::uuid[], :details::text[], :hashes::bytea[])
       AS l (seq, action, subject, detail, hash)

-- heads --
-- The last line of every chain: what a checkpoint signs. Hops from chain to chain, never reads them whole.
WITH RECURSIVE chains AS (
    SELECT min(chain) AS chain FROM ledger WHERE business_id = :business
    UNION ALL
    SELECT (SELECT min(l.chain) FROM ledger l WHERE l.business_id = :business AND l.chain > c.chain)
      FROM chains c
     WHERE c.chain IS NOT NULL
)
SELECT last.chain, last.seq, last.hash
  FROM chains c
 CROSS JOIN LATERAL (SELECT l.chain, l.seq, l.hash FROM ledger l
                      WHERE l.business_id = :business AND l.chain = c.chain
                      ORDER BY l.seq DESC LIMIT 1) last
