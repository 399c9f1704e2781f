-- An honest week: one customer with a message, its picture and our answer; a night that ended a day;
-- an access, a correction and an erasure by e-mail, each answered; a counted week.
INSERT INTO business VALUES (1, 'warung', 'Asia/Jakarta', repeat('ab', 32), '1', '2026-01-01');
SELECT open_day('2026-03-17');
INSERT INTO person VALUES (1, '00000000-0000-7000-8000-000000000001', '2026-03-10 02:00Z');
INSERT INTO identifier VALUES (1, 'whatsapp', '\x01', '00000000-0000-7000-8000-000000000001', decode('01' || repeat('ab', 28), 'hex'));
INSERT INTO conversation (business_id, person_id, language, session_at, last_in_at)
VALUES (1, '00000000-0000-7000-8000-000000000001', 'id', '2026-03-10 02:00Z', '2026-03-10 02:00Z');
INSERT INTO record VALUES
 (1, '00000000-0000-7000-8000-0000000000a1', '2026-03-17', '00000000-0000-7000-8000-000000000001', 'message_in', '2026-03-10 02:00Z', decode('01' || repeat('ab', 28), 'hex')),
 (1, '00000000-0000-7000-8000-0000000000a2', '2026-03-17', '00000000-0000-7000-8000-000000000001', 'message_out', '2026-03-10 02:01Z', decode('02' || repeat('ab', 46), 'hex'));
INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at, sid_hash, sid_sealed, media, provider_gone_at)
VALUES (1, '00000000-0000-7000-8000-0000000000a1', '2026-03-17', '00000000-0000-7000-8000-000000000001', 'in', '2026-03-10 02:00Z', '\x11', decode('01' || repeat('ab', 28), 'hex'), 1, '2026-03-11 03:00Z');
INSERT INTO message (business_id, message_id, expires_on, person_id, direction, at, sid_hash, state, author, sent_at)
VALUES (1, '00000000-0000-7000-8000-0000000000a2', '2026-03-17', '00000000-0000-7000-8000-000000000001', 'out', '2026-03-10 02:01Z', '\x13', 'sent', 'bot', '2026-03-10 02:01Z');
INSERT INTO media (business_id, record_id, n, expires_on, person_id, state)
VALUES (1, '00000000-0000-7000-8000-0000000000a1', 0, '2026-03-17', '00000000-0000-7000-8000-000000000001', 'held');
INSERT INTO turn VALUES (1, '00000000-0000-7000-8000-0000000000b1', '2026-03-17', '00000000-0000-7000-8000-000000000001',
  '2026-03-10 02:00Z', 'opening_hours', 'answer', 'answered', 'id', 1, 60);
INSERT INTO dropped_field VALUES (1, '2026-03-10', 'FromCity', 4);
INSERT INTO day_end VALUES (1, '2026-03-11', 'conversation', '2026-03-10 17:00:02Z', '2026-03-10 17:00:03Z', '2026-03-10 17:00:03Z', 3, 1, 0);
INSERT INTO cell VALUES (1, '2026-03-02', 'intent_by_week', 'opening_hours', 12, 5, '2026-03-09');
INSERT INTO ledger VALUES
 (1, 1, 1, '2026-03-04 02:00Z', 'message.in', '00000000-0000-7000-8000-0000000000ff', '{"media":0}', '\x00'),
 (1, 1, 2, '2026-03-10 02:00Z', 'message.in', '00000000-0000-7000-8000-000000000001', '{"media":1}', '\x00'),
 (1, 1, 3, '2026-03-10 02:00Z', 'person.made', '00000000-0000-7000-8000-000000000001', '{}', '\x00'),
 (1, 1, 4, '2026-03-10 02:00Z', 'vault.read', '00000000-0000-7000-8000-000000000001', '{"kinds":"message_in","purpose":"answer_questions","records":1}', '\x00'),
 (1, 1, 5, '2026-03-10 02:01Z', 'vault.contact', '00000000-0000-7000-8000-000000000001', '{"kind":"whatsapp","purpose":"answer_questions"}', '\x00'),
 (1, 1, 6, '2026-03-10 05:00Z', 'mail.promised_subject', '00000000-0000-7000-8000-0000000000c3', '{}', '\x00'),
 (1, 1, 8, '2026-03-05 02:00Z', 'provider.deleted', '00000000-0000-7000-8000-0000000000a0', '{"made":"2026-03-04","seen":404}', '\x00'),
 (1, 1, 9, '2026-03-11 03:00Z', 'provider.deleted', '00000000-0000-7000-8000-0000000000a1', '{"made":"2026-03-10","seen":404}', '\x00'),
 (1, 1, 7, '2026-03-10 06:00Z', 'erasure.removed', '00000000-0000-7000-8000-0000000000ff', '{"record.message_in":3}', '\x00');
INSERT INTO request (business_id, request_id, ticket, kind, channel, state, language, received_at, due_at, verified_at, verified_by, notified_at, finished_at)
VALUES
 (1, '00000000-0000-7000-8000-0000000000c1', 'T-1', 'access', 'whatsapp', 'fulfilled', 'id', '2026-03-10 04:00Z', '2026-03-13 04:00Z', '2026-03-10 04:00Z', 'possession', '2026-03-10 04:01Z', '2026-03-10 04:01Z'),
 (1, '00000000-0000-7000-8000-0000000000c2', 'T-2', 'correction', 'whatsapp', 'fulfilled', 'en', '2026-03-10 04:00Z', '2026-03-13 04:00Z', '2026-03-10 04:00Z', 'possession', '2026-03-10 04:09Z', '2026-03-10 04:09Z');
INSERT INTO request (business_id, request_id, ticket, kind, channel, state, language, received_at, due_at, verified_at, verified_by,
  planned, affected, residue, residue_checked_at, notified_at, finished_at, receipt)
VALUES (1, '00000000-0000-7000-8000-0000000000c3', 'T-3', 'erasure', 'email', 'fulfilled', 'id', '2026-03-10 05:00Z', '2026-03-13 05:00Z',
  '2026-03-10 05:30Z', 'code_to_channel', '{"record.message_in":3}', '{"record.message_in":3}', '{}', '2026-03-10 06:00Z', '2026-03-10 06:01Z', '2026-03-10 06:01Z', 'signed');
-- A change of the policy that took force today, and of which the customer was told two days before.
INSERT INTO policy_version VALUES
 (1, 1, repeat('aa', 32), '1', '-', '-', 'operator', '2026-01-01', '2026-01-01', '{}'),
 (1, 2, repeat('ab', 32), '2', '-', '-', 'operator', '2026-03-10 03:00Z', '2026-03-12', '{"class":"material","channels":["whatsapp"]}');
INSERT INTO policy_notice VALUES
 (1, 2, '00000000-0000-7000-8000-000000000001', 'whatsapp', '00000000-0000-7000-8000-0000000000a2', '2026-03-10 04:00Z');

SELECT open_day('2026-03-15');
-- A complaint, answered and settled by a member of staff who came to the desk before; a hold in law; data given by law.
INSERT INTO turn VALUES (1, '00000000-0000-7000-8000-0000000000b2', '2026-03-15', '00000000-0000-7000-8000-000000000001',
  '2026-03-08 02:00Z', 'keluhan', 'handover', 'handed_over', 'id', 1, 60);
INSERT INTO hold (business_id, hold_id, person_id, clause, at, staff, review_on, note)
VALUES (1, '00000000-0000-7000-8000-0000000000d1', NULL, 'dispute', '2026-03-10 02:00Z', 3, '2026-04-10', '\x01');
INSERT INTO held (business_id, hold_id, record_id, part, kind, made_at, own_day, sealed)
VALUES (1, '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000a1', 0, 'message_in', '2026-03-10 02:00Z', '2026-03-17', '\x01');
INSERT INTO ledger VALUES
 (1, 1, 10, '2026-03-01 02:00Z', 'staff.added', NULL, '{"role":"agent","staff":3}', '\x00'),
 (1, 1, 11, '2026-03-08 02:00Z', 'vault.read', '00000000-0000-7000-8000-000000000001', '{"kinds":"message_in","purpose":"answer_questions","records":1}', '\x00'),
 (1, 1, 12, '2026-03-08 02:05Z', 'vault.read', '00000000-0000-7000-8000-000000000001', '{"kinds":"message_in","purpose":"answer_questions","records":1,"staff":3}', '\x00'),
 (1, 1, 13, '2026-03-08 03:00Z', 'care.closed', '00000000-0000-7000-8000-000000000001', '{"outcome":"complaint_settled","staff":3}', '\x00'),
 (1, 1, 14, '2026-03-10 07:00Z', 'sharing.sent', NULL, '{"law":"uu_pdp_15","recipient":"authorities"}', '\x00');
