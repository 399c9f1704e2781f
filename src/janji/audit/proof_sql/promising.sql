-- clauses_in_both_languages --
-- Promised sentences that lack one of the promised languages.
SELECT p.promise, w.language
  FROM unnest(:clause_ids::text[]) AS p (promise)
 CROSS JOIN unnest(:languages::text[]) AS w (language)
 WHERE p.promise || ' ' || w.language <> ALL(:clause_words::text[])

-- clauses_in_both_languages_evidence --
-- Sentences and languages looked at.
SELECT cardinality(:clause_ids::text[]) AS clauses, cardinality(:languages::text[]) AS languages

-- clauses_in_both_languages_missing --
-- No policy is in force here, or its sentences are not at hand.
SELECT 'no_policy_applied' AS missing WHERE NOT EXISTS (SELECT 1 FROM business WHERE business_id = :business)
UNION ALL
SELECT 'no_clauses' WHERE coalesce(cardinality(:clause_ids::text[]), 0) = 0

-- policy_in_force --
-- A business that works under another policy than the published one.
SELECT business_id, policy_version, left(policy_hash, 12) AS policy_hash, applied_at AS at
  FROM business
 WHERE business_id = :business AND (policy_hash <> :policy_hash::text OR policy_version <> :policy_version::text)

-- policy_in_force_evidence --
-- Which version, since when.
SELECT policy_version, applied_at, :effective::date AS in_force_from FROM business WHERE business_id = :business

-- policy_in_force_missing --
-- Nothing was applied, or its day has not come.
SELECT 'no_policy_applied' AS missing WHERE NOT EXISTS (SELECT 1 FROM business WHERE business_id = :business)
UNION ALL
SELECT 'policy_not_yet_in_force' WHERE :effective::date > :today::date

-- agreements_recorded --
-- Recipients that messages went to before the recorded day of their agreement.
SELECT a.recipient, a.agreement, a.since, first.at
  FROM unnest(:agreement_recipients::text[], :agreement_names::text[], :agreement_states::text[], :agreement_days::date[])
       AS a (recipient, agreement, state, since)
 CROSS JOIN (SELECT min(at) AS at FROM ledger WHERE business_id = :business AND action = 'message.in') AS first
 WHERE a.state = 'signed' AND (first.at AT TIME ZONE :zone::text)::date < a.since

-- agreements_recorded_evidence --
-- Agreements recorded as signed.
SELECT count(*) FILTER (WHERE state = 'signed' AND since IS NOT NULL) AS agreements_signed, count(*) AS agreements,
       max(since) AS signed_since
  FROM unnest(:agreement_states::text[], :agreement_days::date[]) AS a (state, since)

-- agreements_recorded_missing --
-- Whether paper is signed cannot be read from data: only that the policy file records it, with a day.
SELECT 'agreement_not_recorded' AS missing
 WHERE EXISTS (SELECT 1 FROM unnest(:agreement_states::text[], :agreement_days::date[]) AS a (state, since)
                WHERE a.state <> 'signed' OR a.since IS NULL)
UNION ALL
SELECT 'no_agreement_listed' WHERE coalesce(cardinality(:agreement_states::text[]), 0) = 0
UNION ALL
SELECT 'agreement_not_yet_begun'
 WHERE EXISTS (SELECT 1 FROM unnest(:agreement_days::date[]) AS a (since) WHERE a.since > :today::date)
