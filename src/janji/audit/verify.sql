-- without_compiling --
-- The planner overestimates the blocks; compiling the query would cost more than running it.
SET LOCAL jit = off

-- blocks --
-- Lines as their hash covers them from the moment on (audit/chain.py), many at once, with the hashes kept
-- beside them. Number of business, chain and line are put before each by the reader, who knows them.
-- Details and words hold no line breaks (canonical JSON), so a planted one shows as a wrong hash.
WITH RECURSIVE chains AS (
    SELECT min(chain) AS chain FROM ledger WHERE business_id = :business
    UNION ALL
    SELECT (SELECT min(l.chain) FROM ledger l WHERE l.business_id = :business AND l.chain > c.chain)
      FROM chains c WHERE c.chain IS NOT NULL
), reach AS (
    SELECT c.chain,
           (SELECT min(l.seq) FROM ledger l WHERE l.business_id = :business AND l.chain = c.chain) AS low,
           (SELECT max(l.seq) FROM ledger l WHERE l.business_id = :business AND l.chain = c.chain) AS high
      FROM chains c WHERE c.chain IS NOT NULL
)
SELECT r.chain, s.first, s.last, s.n, convert_to(s.lines, 'UTF8') AS lines, s.hashes
  FROM reach r
 CROSS JOIN generate_series(r.low, r.high, :block::bigint) AS b (start)
 CROSS JOIN LATERAL (
       SELECT min(o.seq) AS first, max(o.seq) AS last, count(*) AS n,
              string_agg(o.line, E'\n') AS lines, string_agg(o.hash, ''::bytea) AS hashes
         FROM (SELECT l.seq, l.hash, to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                      || '|' || l.action || '|' || coalesce(l.subject::text, '') || '|' || l.detail AS line
                 FROM ledger l
                WHERE l.business_id = :business AND l.chain = r.chain
                  AND l.seq >= b.start AND l.seq < b.start + :block::bigint
                ORDER BY l.seq) o) s
 WHERE s.n > 0

-- lost_heads --
-- Signed heads that are not in the ledger as signed.
SELECT DISTINCT h.chain, h.seq
  FROM unnest(:chains::bigint[], :seqs::bigint[], :hashes::bytea[]) AS h (chain, seq, hash)
 WHERE NOT EXISTS (SELECT 1 FROM ledger l
                    WHERE l.business_id = :business AND l.chain = h.chain AND l.seq = h.seq AND l.hash = h.hash)
 ORDER BY 1, 2
