-- newest --
-- The newest window: ids alone, words are opened by the gate.
SELECT record_id, made_at FROM record
 WHERE business_id = :business AND person_id = ANY(:people) AND kind = ANY(:kinds)
 ORDER BY made_at DESC, record_id DESC
 LIMIT :most

-- older --
-- The window that ends before a message.
SELECT r.record_id, r.made_at
  FROM record r, (SELECT made_at FROM record WHERE business_id = :business AND record_id = :record LIMIT 1) edge
 WHERE r.business_id = :business AND r.person_id = ANY(:people) AND r.kind = ANY(:kinds)
   AND r.made_at <= edge.made_at AND (r.made_at, r.record_id) < (edge.made_at, :record::uuid)
 ORDER BY r.made_at DESC, r.record_id DESC
 LIMIT :most

-- ahead --
-- Where the window around a message ends; nothing when it is among the newest. most: asked by every window alike.
SELECT r.record_id
  FROM record r, (SELECT made_at FROM record WHERE business_id = :business AND record_id = :record LIMIT 1) edge
 WHERE r.business_id = :business AND r.person_id = ANY(:people) AND r.kind = ANY(:kinds)
   AND r.made_at >= edge.made_at AND (r.made_at, r.record_id) > (edge.made_at, :record::uuid)
 ORDER BY r.made_at, r.record_id
OFFSET least(:ahead, :most) LIMIT 1

-- held --
-- How many messages there are in all.
SELECT count(*) FROM record
 WHERE business_id = :business AND person_id = ANY(:people) AND kind = ANY(:kinds)

-- envelopes --
-- How each message fared on its way.
SELECT message_id, direction, state, author, media, error_code, sent_at, delivered_at, read_at, failed_at, repeated_at,
       next_at, tries, provider_gone_at
  FROM message
 WHERE business_id = :business AND message_id = ANY(:messages)

-- by_sid --
-- The message that another one answers, by the keyed hash of the provider's id.
SELECT message_id FROM message WHERE business_id = :business AND sid_hash = :sid_hash LIMIT 1

-- read_until --
-- How far this member of staff has read.
SELECT read_at FROM read_mark WHERE business_id = :business AND staff_id = :staff AND person_id = :person
