"""What makes a proof guilty: what the owner plants, and facts that accuse an honest database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from janji.audit.facts import Agreement, ProofFacts
from janji.audit.facts_conduct import Abroad
from rooms.audit.conftest import FACTS, TODAY, knowing

PERSON = "00000000-0000-7000-8000-000000000001"
GONE = "00000000-0000-7000-8000-0000000000ff"
IN, OUT = "00000000-0000-7000-8000-0000000000a1", "00000000-0000-7000-8000-0000000000a2"
ACCESS, CORRECTION, ERASURE = (f"00000000-0000-7000-8000-0000000000c{n}" for n in (1, 2, 3))
STRANGER = "00000000-0000-7000-8000-000000000002"


CONDUCT = FACTS.conduct
KINDS_OF_COLUMN = ("keyed hash", "not personal: ", "staff: ")
LOOSE = "ALTER TABLE cell DROP CONSTRAINT slot_is_a_word, DROP CONSTRAINT metric_is_a_word;"


def line(seq: int, action: str, detail: str, subject: str = PERSON) -> str:
    return (
        f"INSERT INTO ledger VALUES (1, 9, {seq}, '2026-03-10 02:00Z', '{action}',"
        f" '{subject}', '{detail}', '\\x00')"
    )


# proof → what the owner plants in the honest database, and a piece of the row that must be named
GUILT: dict[str, list[tuple[str, str]]] = {
    "conversations_kept_too_long": [
        (f"UPDATE record SET made_at = '2026-03-05 02:59Z' WHERE record_id = '{IN}'", IN),
        (f"UPDATE message SET at = '2026-03-05 02:59Z' WHERE message_id = '{OUT}'", OUT),
        ("UPDATE turn SET at = '2026-03-05 02:59Z'", "turn"),
        (
            "INSERT INTO mail_in (business_id, mail_id, expires_on, at, hash, bytes)"
            f" VALUES (1, '{STRANGER}', '2026-03-12', '2026-03-05 02:59Z', '\\x00', 1)",
            "mail_in",
        ),
        (
            f"INSERT INTO record VALUES (1, '{STRANGER}', 'infinity', '{PERSON}', 'message_in',"
            " '2026-01-01', '\\x00')",
            STRANGER,
        ),
    ],
    "expiry_later_than_promised": [
        (f"UPDATE record SET made_at = '2026-03-09 16:59Z' WHERE record_id = '{IN}'", IN),
        (f"UPDATE message SET at = '2026-03-09 16:59Z' WHERE message_id = '{OUT}'", OUT),
    ],
    "expiry_not_automatic": [
        ("SELECT open_day('2026-03-11'); UPDATE turn SET expires_on = '2026-03-11'", "rows_left"),
        ("UPDATE day_end SET media_gone_at = NULL", "day_end_unfinished"),
        (line(1, "message.in", "{}").replace("03-10", "03-01"), "end_not_recorded"),
    ],
    "people_kept_after_last_message": [
        (f"INSERT INTO person VALUES (1, '{STRANGER}', '2026-03-01')", STRANGER),
    ],
    "media_kept_too_long": [
        (f"UPDATE record SET made_at = '2026-03-05' WHERE record_id = '{IN}'", IN),
        (f"DELETE FROM record WHERE record_id = '{IN}'", IN),
    ],
    "provider_copies_overdue": [
        (
            "UPDATE message SET provider_gone_at = NULL, at = '2026-03-05 02:00Z'"
            f" WHERE message_id = '{IN}'",
            IN,
        ),
        (
            "INSERT INTO provider_debt (business_id, debt_id, day, sid_sealed, made_at, next_at)"
            f" VALUES (1, '{STRANGER}', '2026-03-11', '\\x00', '2026-03-11', '2026-03-11')",
            STRANGER,
        ),
    ],
    "provider_copies_unaccounted": [
        (line(1, "message.in", "{}").replace("03-10", "03-03"), "2026-03-03"),
        (line(1, "message.out", "{}").replace("03-10", "03-04"), "2026-03-04"),
        (line(1, "channel.too_old", "{}").replace("03-10", "03-04"), "2026-03-04"),
        ("DELETE FROM ledger WHERE seq = 8", "2026-03-04"),
        ("UPDATE ledger SET detail = replace(detail, '404', '200') WHERE seq = 8", "2026-03-04"),
        ("UPDATE ledger SET subject = NULL WHERE seq = 9", IN),
        (f"UPDATE message SET provider_gone_at = '2026-03-11' WHERE message_id = '{OUT}'", OUT),
        (line(1, "provider.settled_by_hand", '{"made":"2026-03-10"}', STRANGER), "talked_away"),
    ],
    "undeclared_fields_stored": [
        ("ALTER TABLE person ADD COLUMN favourite_colour text", "person.favourite_colour"),
        ("CREATE TABLE loose (business_id int)", "loose.business_id"),
        ("CREATE SCHEMA aside; CREATE TABLE aside.loose (note text)", "aside.loose.note"),
        (f"UPDATE record SET kind = 'location' WHERE record_id = '{IN}'", "location"),
        ("UPDATE identifier SET kind = 'email'", "email"),
        ('UPDATE record SET sealed = \'{"text": "a plain sentence, nothing sealed"}\'', "unsealed"),
        ("UPDATE identifier SET sealed = '\\x01'", "identifier.sealed"),
        ("UPDATE identifier SET sealed = ''", "identifier.sealed"),
        (
            "UPDATE identifier SET sealed = decode('02' || repeat('ab', 45), 'hex')",
            "identifier.sealed",
        ),
        (
            "UPDATE identifier SET sealed = decode('03' || repeat('ab', 60), 'hex')",
            "identifier.sealed",
        ),
        ("UPDATE message SET sid_sealed = repeat('0', 34)::bytea", "message.sid_sealed"),
        ("UPDATE message SET sid_sealed = '\\x02' || repeat('0', 40)::bytea", "message.sid_sealed"),
        (
            "SELECT open_day('2026-03-17'); INSERT INTO quarantine VALUES"
            f" (1, '{STRANGER}', '2026-03-17', '2026-03-10', 'in', 'forged', 32,"
            " 'a letter that anybody can read..')",
            "quarantine.sealed",
        ),
    ],
    "technical_data_stored": [
        ("ALTER TABLE person ADD COLUMN seen_from inet", "person.seen_from"),
        ("ALTER TABLE person ADD COLUMN user_agent text", "person.user_agent"),
        ("ALTER TABLE person ADD COLUMN last_ip text", "person.last_ip"),
        (line(1, "door.suspect", '{"user_agent":"Planted/1.0"}'), '"chain": 9'),
        (line(1, "door.suspect", '{"from":"203.0.113.9"}'), '"chain": 9'),
        (
            "INSERT INTO abuse VALUES (1, '2026-03-12', '\\x00', '{\"ip_address\": 1}')",
            "abuse",
        ),
    ],
    "messages_outside_channel": [
        ("UPDATE identifier SET kind = 'email'", IN),
        (line(1, "message.out", '{"channel":"telegram"}'), "ledger"),
    ],
    "messages_outside_provider": [
        (f"UPDATE message SET sid_hash = NULL WHERE message_id = '{IN}'", IN),
        (
            "UPDATE message SET sid_hash = NULL, sent_at = NULL, state = 'accepted'"
            f" WHERE message_id = '{OUT}'",
            OUT,
        ),
        (line(1, "message.in", '{"provider":"other"}'), "ledger"),
    ],
    "marketing_messages_sent": [
        (f"UPDATE message SET lane = 2 WHERE message_id = '{OUT}'", OUT),
        (
            f"DELETE FROM conversation; UPDATE message SET person_id = '{STRANGER}'"
            f" WHERE message_id = '{OUT}'",
            OUT,
        ),
        (line(1, "campaign.sent", "{}"), "ledger"),
    ],
    "undeclared_recipients": [
        (line(1, "sharing.sent", '{"recipient":"courier"}'), "courier"),
    ],
    "rights_words_silenced": [
        ("UPDATE turn SET outcome = 'muted', intent = 'stop_promosi'", "turn"),
        (line(1, "abuse.silenced", '{"word":"stop"}'), "ledger"),
    ],
    "reads_outside_purposes": [
        (line(1, "vault.read", '{"purpose":"curiosity"}'), '"chain": 9'),
        (line(1, "vault.read", '{"records":1}'), '"chain": 9'),
        (line(1, "message.out", "{}", STRANGER), "message.out"),
        (f"{line(1, 'message.out', '{}')}; {line(2, 'message.out', '{}')}", "message.out"),
        (
            line(1, "vault.read", '{"kinds":"message_in message_out","purpose":"prevent_abuse"}'),
            '"chain": 9',
        ),
        (line(1, "vault.contact", '{"kind":"email","purpose":"answer_questions"}'), '"chain": 9'),
        ("DELETE FROM ledger WHERE action = 'vault.read'", "turn"),
        (
            "UPDATE ledger SET detail = replace(detail, '}', ',\"staff\":3}')"
            " WHERE action = 'vault.read'",
            "turn",
        ),
        (
            "INSERT INTO withdrawal VALUES"
            f" (1, '{PERSON}', 'answer_questions', '2026-03-10 02:00Z')",
            "vault.contact",
        ),
    ],
    "insight_cells_below_k": [
        ("INSERT INTO cell VALUES (1, '2026-03-02', 'intent_by_week', 'stop', 4, 1, now())", "4"),
    ],
    "insight_cells_with_personal_data": [
        (
            f"{LOOSE} INSERT INTO cell VALUES (1, '2026-03-02', 'intent_by_week', '+6281200000001',"
            " 9, 5, now())",
            "intent_by_week",
        ),
        (
            f"{LOOSE} INSERT INTO cell VALUES"
            " (1, '2026-03-02', 'intent_by_week', 'Bu Sari', 9, 5, now())",
            "intent_by_week",
        ),
        ("INSERT INTO cell VALUES (1, '2026-03-02', 'secret_list', 'stop', 9, 5, now())", '"?"'),
    ],
    "insight_cells_kept_too_long": [
        ("UPDATE cell SET period = '2024-03-11'", "2024-03-11"),
        (
            "INSERT INTO counted_period VALUES (1, '2024-02-26', '2024-03-03', 7, 0)",
            "counted_period",
        ),
    ],
    "requests_without_verification": [
        (f"UPDATE request SET verified_at = NULL WHERE request_id = '{ACCESS}'", ACCESS),
        (
            f"UPDATE request SET verified_at = '2026-03-12' WHERE request_id = '{CORRECTION}'",
            CORRECTION,
        ),
    ],
    "requests_unanswered_in_time": [
        (
            "UPDATE request SET received_at = '2026-03-07 04:00Z', due_at = '2026-03-10 04:00Z'"
            f" WHERE request_id = '{ACCESS}'",
            ACCESS,
        ),
        (
            f"UPDATE request SET due_at = '2026-03-20' WHERE request_id = '{CORRECTION}'",
            CORRECTION,
        ),
    ],
    "access_requests_unanswered": [
        (f"UPDATE request SET notified_at = NULL WHERE request_id = '{ACCESS}'", ACCESS),
        (
            "UPDATE request SET state = 'verified', received_at = '2026-03-01'"
            f" WHERE request_id = '{ACCESS}'",
            ACCESS,
        ),
    ],
    "corrections_unanswered": [
        (f"UPDATE request SET notified_at = NULL WHERE request_id = '{CORRECTION}'", CORRECTION),
    ],
    "deletions_without_clean_residue": [
        (f"UPDATE request SET receipt = NULL WHERE request_id = '{ERASURE}'", ERASURE),
        (
            "ALTER TABLE request DROP CONSTRAINT fulfilled_only_with_proof; UPDATE request SET"
            f" affected = '{{}}' WHERE request_id = '{ERASURE}'",
            ERASURE,
        ),
        (f"UPDATE turn SET person_id = '{GONE}'", "turn.person_id"),
        (
            "CREATE TABLE loyalty (business_id int, person_id uuid);"
            f"INSERT INTO loyalty VALUES (1, '{GONE}'); GRANT SELECT ON loyalty TO janji_app",
            "loyalty.person_id",
        ),
    ],
    "deletions_without_number": [
        (
            f"UPDATE request SET verified_by = 'document' WHERE request_id = '{ERASURE}'",
            ERASURE,
        ),
    ],
    "mail_requests_not_taken_up": [
        (line(1, "mail.promised_subject", "{}", STRANGER), '"chain": 9'),
    ],
    "acts_outside_role": [
        (line(1, "vault.read", '{"kinds":"message_in","staff":8}'), "vault.read"),
        ("UPDATE ledger SET detail = replace(detail, 'agent', 'technician')", "vault.read"),
        ("UPDATE ledger SET at = '2026-03-09' WHERE action = 'staff.added'", "care.closed"),
        (line(1, "hold.placed", '{"clause":"dispute","staff":3}'), "hold.placed"),
        (
            line(1, "staff.ended", '{"staff":3}').replace("03-10", "03-05"),
            "vault.read",
        ),
        (line(1, "ledger.exported", '{"staff":3}'), "ledger.exported"),
    ],
    "holds_outside_clauses": [
        ("UPDATE hold SET clause = 'curiosity'", "ground"),
        ("UPDATE held SET kind = 'draft'", "kind"),
        ("UPDATE hold SET review_on = '2026-03-11'", "review"),
        ("UPDATE hold SET ended_at = '2026-03-10', ended_by = 3", "not_emptied"),
        (
            "DELETE FROM held;"
            f" UPDATE hold SET ended_at = '2026-03-10', note = NULL, person_id = '{PERSON}'",
            "not_emptied",
        ),
    ],
    "people_left_waiting": [
        (f"UPDATE message SET at = '2026-03-04' WHERE message_id = '{IN}'", IN),
        (
            f"UPDATE message SET at = '2026-03-08 03:30Z' WHERE message_id = '{IN}';"
            f" UPDATE message SET state = 'failed' WHERE message_id = '{OUT}'",
            IN,
        ),
    ],
    "complaints_left_open": [
        ("UPDATE ledger SET detail = replace(detail, 'complaint_settled', 'none')", "handed_over"),
        ("UPDATE ledger SET at = '2026-03-10' WHERE action = 'care.closed'", "handed_over"),
        (f"UPDATE ledger SET subject = '{STRANGER}' WHERE action = 'care.closed'", "handed_over"),
    ],
    "recipients_waiting_served": [
        (line(1, "sharing.sent", '{"recipient":"courier_firm"}'), "courier_firm"),
    ],
    "disclosures_without_ground": [
        (line(1, "sharing.sent", '{"recipient":"authorities"}'), "sharing.sent"),
    ],
    "policy_changes_not_told": [
        ("DELETE FROM policy_notice", PERSON),
        ("UPDATE policy_notice SET at = '2026-03-11 17:00Z'", "2026-03-11T17:00"),
        (f"UPDATE message SET state = 'failed' WHERE message_id = '{OUT}'", PERSON),
        ("UPDATE policy_notice SET version = 1", PERSON),
    ],
    "policy_in_force": [
        ("UPDATE business SET policy_hash = 'cd'", "cd"),
        ("UPDATE business SET policy_version = '0'", '"0"'),
    ],
}

# proof → facts that make the honest database guilty, and a piece of the row that must be named
GUILTY_FACTS: dict[str, list[tuple[ProofFacts, str]]] = {
    "insight_cells_kept_too_long": [(replace(FACTS, counts_keep="1 weeks"), "2026-03-02")],
    "keys_alive_past_day": [
        (knowing(FACTS, key_days=[("conversation", TODAY - timedelta(days=1))]), "conversation"),
        (knowing(FACTS, key_days=[("provider", TODAY - timedelta(days=1))]), "provider"),
    ],
    "media_kept_too_long": [
        (knowing(FACTS, media_days=[("conversation", TODAY - timedelta(days=1))]), "media_folder"),
    ],
    "technical_data_stored": [(knowing(FACTS, access_log="full"), "access_log")],
    "undeclared_recipients": [
        (knowing(FACTS, reachable_hosts=["api.twilio.com", "stats.example"]), "stats.example"),
        (knowing(FACTS, reachable_hosts=["eviltwilio.com"]), "eviltwilio.com"),
    ],
    "recipients_waiting_served": [
        (
            knowing(FACTS, reachable_hosts=["api.twilio.com", "eu.courier.example"]),
            "eu.courier.example",
        ),
    ],
    "transfers_without_ground": [
        (
            replace(FACTS, conduct=replace(CONDUCT, abroad=(Abroad("twilio", "US", "none"),))),
            "twilio",
        ),
    ],
    "clauses_in_both_languages": [
        (replace(FACTS, clauses={"R-01": ("id", "en"), "R-02": ("id",)}), "R-02"),
    ],
    "agreements_recorded": [
        (
            replace(FACTS, agreements=(Agreement("twilio", "confidentiality", "signed", TODAY),)),
            "confidentiality",
        ),
    ],
}
