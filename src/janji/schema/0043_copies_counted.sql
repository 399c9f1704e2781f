-- From when on the copies at a provider are counted on both sides. A ledger begun by an older version has lines for
-- the one side only: the account starts with the first line of the other side, or after the newest line that stands when
-- this is applied; the older days are told apart.
CREATE TABLE copies_counted (
    business_id integer PRIMARY KEY,
    since       timestamptz NOT NULL     -- no row: from the first message on
);
ALTER TABLE copies_counted ENABLE ROW LEVEL SECURITY;
CREATE POLICY one_business ON copies_counted USING (business_id = nullif(current_setting('janji.business', true), '')::int);
GRANT SELECT ON copies_counted TO janji_app;
INSERT INTO copies_counted
SELECT business_id, coalesce(min(at) FILTER (WHERE action = 'provider.deleted' AND detail::jsonb ? 'made'), max(at))
  FROM ledger
 GROUP BY business_id
HAVING bool_or(action IN ('message.in', 'message.out'));
