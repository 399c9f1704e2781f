"""A change of the policy is told before it binds, once, by an open way, and keeps nobody longer."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from fakes.shop import Shop, shop
from janji.care import notices
from janji.channels import outbox
from janji.channels.mail import out
from janji.channels.proving import ask_proofs
from janji.kit.clock import local_date
from janji.kit.postgres import Server
from janji.policy.model_messages import MessageTemplate, Submitted
from janji.vault import merge, muting, people, records, retention, versions
from janji.vault.people import Identifier

BUDI, SARI = "+6281200000001", "+6281200000002"
SITE = "https://ramen.example"
DAY = timedelta(days=1)
LINES = {"id": ["Pesan disimpan 3 hari, bukan 7."], "en": ["Messages are kept 3 days, not 7."]}
ARRIVED = """INSERT INTO conversation (business_id, person_id, language, session_at, last_in_at)
VALUES (%(business)s, %(person)s, %(language)s, %(now)s, %(now)s)
ON CONFLICT (business_id, person_id) DO UPDATE SET last_in_at = excluded.last_in_at"""


@pytest.fixture
def ramen(server: Server, tmp_path: Path) -> Iterator[Shop]:
    with shop(server, tmp_path / "home") as found:
        yield found


def writes(ramen: Shop, number: str = BUDI, language: str = "id") -> UUID:
    """A customer writes now."""
    person = ramen.person(number)
    ramen.says(person, "halo")
    with ramen.act() as db:
        db.run(ARRIVED, person=person, language=language, now=ramen.now)
    return person


def changes(ramen: Shop, *channels: str, after: timedelta = 7 * DAY, **more: Any) -> date:
    """A changed policy is applied now; the day it binds."""
    day = local_date(ramen.now + after, ramen.business.zone)
    plan = {"class": "material", "channels": list(channels), "summary": LINES, **more}
    with ramen.act() as db:
        first = versions.newest(db)
        assert first is not None
        words = versions.words_of(db, first.number)
        changed = replace(ramen.business.policy, hash="cd" * 32, version="2")
        versions.record(
            db, changed, words, author="siti", now=ramen.now, effective_on=day, plan=plan
        )
    return day


def told(ramen: Shop) -> int:
    """How many are told now."""
    with ramen.act() as db:
        return notices.tell(db, ramen.house.vault, ramen.business, SITE, ramen.now)


def rows(ramen: Shop, sql: str, **values: Any) -> list[Any]:
    with ramen.act() as db:
        return db.all(sql, **values)


def letters(ramen: Shop) -> list[outbox.Letter]:
    return outbox.claim(ramen.house, ramen.business, ramen.now, 50)


def later(ramen: Shop, span: timedelta) -> None:
    ramen.clock(ramen.now + span)


def approved(ramen: Shop, template: str = notices.TEMPLATE) -> Shop:
    """The same shop, its Indonesian template approved by WhatsApp."""
    here = ramen.business
    [one] = [found for found in here.messages.templates if found.id == template]
    said = Submitted(content_sid=one.submitted["id"].content_sid, state="approved")
    ready: MessageTemplate = one.model_copy(update={"submitted": {"id": said}})
    others = tuple(found for found in here.messages.templates if found.id != template)
    messages = here.messages.model_copy(update={"templates": (*others, ready)})
    house = replace(ramen.house, businesses=(replace(here, messages=messages),))
    return Shop(house, ramen.home, ramen.owner_url, ramen.app_url)


def proof(ramen: Shop) -> str:
    found = {one.proof: one for one in ask_proofs(ramen.house, ramen.business, ramen.now)}
    return found["policy_changes_not_told"].word


def test_who_wrote_today_is_told_in_words_once_with_day_reasons_and_page(ramen: Shop) -> None:
    budi, sari = writes(ramen), writes(ramen, SARI, "en")
    assert told(ramen) == 0, "the first version changes nothing"
    changes(ramen, "whatsapp")
    assert told(ramen) == 2
    assert told(ramen) == 0
    said = {one.row.person_id: one for one in letters(ramen)}
    assert all(one.why_not is None and one.template is None for one in said.values())
    assert "16 Maret 2026" in said[budi].text
    assert LINES["id"][0] in said[budi].text
    assert "16 March 2026" in said[sari].text
    assert LINES["en"][0] in said[sari].text
    assert f"{SITE}/ramen-master/privacy" in said[budi].text
    [line] = rows(
        ramen, "SELECT * FROM ledger WHERE action = 'policy.told' AND subject = %(p)s", p=budi
    )
    assert '"version":2' in line.detail


def test_without_a_channel_nobody_is_written_to(ramen: Shop) -> None:
    writes(ramen)
    changes(ramen, "site")
    assert told(ramen) == 0
    assert letters(ramen) == []


def test_outside_the_window_nobody_is_told_until_they_write_or_a_template_is_approved(
    ramen: Shop,
) -> None:
    budi = writes(ramen)
    later(ramen, 2 * DAY)
    changes(ramen, "whatsapp")
    assert told(ramen) == 0
    with ramen.act() as db:
        version = versions.newest(db)
        assert version is not None
        assert notices.standing(db, ramen.business, version).waiting == 1
    later(ramen, timedelta(hours=13))  # past midnight in Jakarta: nobody is woken
    assert told(approved(ramen)) == 0
    later(ramen, timedelta(hours=11))
    assert told(approved(ramen)) == 1
    [letter] = letters(ramen)
    assert letter.row.person_id == budi
    assert letter.why_not is None
    assert letter.template is not None
    assert f"{SITE}/ramen-master/privacy" in letter.template.variables.values()


def test_who_writes_before_it_binds_is_told_then(ramen: Shop) -> None:
    writes(ramen)
    later(ramen, 2 * DAY)
    changes(ramen, "whatsapp")
    assert told(ramen) == 0
    later(ramen, DAY)
    writes(ramen)
    assert told(ramen) == 1


def test_a_notice_keeps_nobody_longer_and_ends_with_its_person(ramen: Shop) -> None:
    budi = writes(ramen)
    later(ramen, timedelta(hours=20))
    changes(ramen, "whatsapp")
    assert told(ramen) == 1
    days = {
        row.expires_on
        for row in rows(ramen, "SELECT expires_on FROM record WHERE person_id = %(p)s", p=budi)
    }
    assert len(days) == 1, "the notice ends on the day of what the person wrote"
    assert len(rows(ramen, "SELECT 1 FROM policy_notice WHERE person_id = %(p)s", p=budi)) == 1
    later(ramen, 8 * DAY)
    act = functools.partial(ramen.house.act, ramen.business)
    retention.sweep(act, ramen.house.vault, ramen.business, ramen.now)
    for table in ("person", "policy_notice", "record"):
        assert rows(ramen, f"SELECT 1 FROM {table} WHERE person_id = %(p)s", p=budi) == []


def test_erasing_a_person_ends_what_they_were_told(ramen: Shop) -> None:
    budi = writes(ramen)
    changes(ramen, "whatsapp")
    assert told(ramen) == 1
    ramen.erases(budi)
    assert rows(ramen, "SELECT 1 FROM policy_notice WHERE person_id = %(p)s", p=budi) == []


def test_a_blocked_person_is_not_written_to_and_one_who_said_stop_is(ramen: Shop) -> None:
    budi, sari = writes(ramen), writes(ramen, SARI)
    with ramen.act() as db:
        assert muting.block(db, budi, "spam", 7, ramen.now) is None
        db.run(
            "INSERT INTO withdrawal VALUES (%(business)s, %(p)s, 'marketing', %(now)s)",
            p=sari, now=ramen.now,
        )  # fmt: skip
    changes(ramen, "whatsapp")
    assert told(ramen) == 1
    [letter] = letters(ramen)
    assert (letter.row.person_id, letter.why_not) == (sari, None)


def test_two_numbers_of_one_human_being_are_told_once(ramen: Shop) -> None:
    budi, sari = writes(ramen), writes(ramen, SARI)
    with ramen.act() as db:
        assert isinstance(merge.join(db, budi, sari, merge.WHYS[0], 7, ramen.now), UUID)
    changes(ramen, "whatsapp")
    first = told(ramen)
    assert (first, told(ramen)) == (1, 0)


def test_a_notice_that_failed_is_followed_by_another_when_they_write(ramen: Shop) -> None:
    writes(ramen)
    changes(ramen, "whatsapp")
    assert told(ramen) == 1
    with ramen.act() as db:
        db.run("UPDATE message SET state = 'failed' WHERE direction = 'out'")
    assert told(ramen) == 0
    later(ramen, timedelta(hours=1))
    writes(ramen)
    assert told(ramen) == 1


def test_who_has_an_address_alone_gets_a_letter_that_ends_with_what_they_wrote(ramen: Shop) -> None:
    given = [Identifier("email", "contoh@toko.example")]
    with ramen.act() as db:
        ani = people.find_or_make(db, ramen.house.vault, given, ramen.now)
        records.put(
            db, ramen.house.vault, ramen.business, ani, "request_email", {"body": "x"}, ramen.now
        )
    later(ramen, 2 * DAY)
    changes(ramen, "email")
    assert told(ramen) == 1
    assert told(ramen) == 0
    [row] = rows(ramen, "SELECT * FROM mail_out")
    assert row.purpose == "tell_changes"
    ends = {
        one.expires_on
        for one in rows(ramen, "SELECT expires_on FROM record WHERE person_id = %(p)s", p=ani)
    }
    assert ends == {row.expires_on}
    with ramen.act() as db:
        letter = out.written(db, ramen.house.vault, ramen.business, row)
    assert letter is not None
    assert letter["To"] == "contoh@toko.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "16 Maret 2026" not in letter.get_content()
    assert "18 Maret 2026" in letter.get_content()


def test_the_proof_is_kept_when_all_were_told_in_time_and_broken_when_not(ramen: Shop) -> None:
    writes(ramen)
    changes(ramen, "whatsapp", after=2 * DAY)
    assert told(ramen) == 1
    with ramen.act() as db:
        db.run("UPDATE message SET state = 'delivered' WHERE direction = 'out'")
    writes(ramen, SARI)  # held too, and told by nobody
    with ramen.act() as db:
        db.run("UPDATE person SET made_at = made_at - interval '1 hour'")
    assert proof(ramen) == "kept", "nothing has taken force yet"
    later(ramen, 2 * DAY)
    assert proof(ramen) == "broken"
    later(ramen, timedelta(minutes=1))
    writes(ramen, SARI)
    assert told(ramen) == 1
    [late] = [one.text for one in letters(ramen) if one.text]
    assert "sejak 11 Maret 2026" in late
    assert proof(ramen) == "broken", "told too late stays told too late"


def test_who_was_told_of_a_coming_version_is_not_told_of_its_corrected_letter(
    ramen: Shop,
) -> None:
    writes(ramen)
    changes(ramen, "whatsapp", after=2 * DAY)
    assert told(ramen) == 1
    with ramen.act() as db:
        db.run("UPDATE message SET state = 'delivered' WHERE direction = 'out'")
    later(ramen, timedelta(hours=1))
    changes(ramen, "whatsapp", after=2 * DAY, told_with=[2])
    assert told(ramen) == 0
    sari = writes(ramen, SARI)
    assert told(ramen) == 1, "she hears of it now, with the words of the newer one"
    assert [
        one.person_id for one in rows(ramen, "SELECT * FROM policy_notice WHERE version = 3")
    ] == [sari]
    later(ramen, 2 * DAY)
    assert proof(ramen) == "kept"


def test_a_later_change_does_not_end_the_telling_of_one_that_comes_before_it(ramen: Shop) -> None:
    changes(ramen, "whatsapp", after=2 * DAY)
    changes(ramen, "site", after=4 * DAY)
    writes(ramen)
    assert told(ramen) == 1
    [row] = rows(ramen, "SELECT version FROM policy_notice")
    assert row.version == 2


def test_a_version_taken_back_before_its_day_is_told_no_more_and_breaks_nothing(
    ramen: Shop,
) -> None:
    writes(ramen)
    with ramen.act() as db:
        db.run("UPDATE person SET made_at = made_at - interval '1 hour'")
    changes(ramen, "whatsapp", after=2 * DAY)
    changes(ramen, "site", after=2 * DAY)  # taken back
    assert told(ramen) == 0
    later(ramen, 3 * DAY)
    assert proof(ramen) == "kept", "it never took force, so nobody had to know"


def test_whom_no_message_may_reach_any_more_keeps_nobody_else_from_being_told(
    ramen: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "AT_ONCE", 3)
    here = approved(ramen)
    for number in range(3, 9):
        writes(ramen, f"+628120000000{number}")
    later(ramen, 8 * DAY)  # their talk is over; something else of them is still held
    budi = writes(ramen)
    changes(ramen, "whatsapp")
    assert told(here) == 1
    assert [one.person_id for one in rows(ramen, "SELECT * FROM policy_notice")] == [budi]


def has_an_address(ramen: Shop, number: int, *, held: bool = True) -> UUID:
    """Somebody who wrote a letter; with nothing of it held any more when *held* is False."""
    given = [Identifier("email", f"contoh{number}@toko.example")]
    with ramen.act() as db:
        person = people.find_or_make(db, ramen.house.vault, given, ramen.now)
        if held:
            records.put(
                db, ramen.house.vault, ramen.business, person, "request_email", {"body": "x"},
                ramen.now,
            )  # fmt: skip
    return person


@pytest.mark.parametrize("held", [True, False])
def test_whom_no_letter_may_reach_keeps_nobody_else_from_being_told(
    ramen: Shop, monkeypatch: pytest.MonkeyPatch, held: bool
) -> None:
    monkeypatch.setattr(notices, "AT_ONCE", 3)
    for number in range(6):
        refuses = has_an_address(ramen, number, held=held)
        with ramen.act() as db:
            db.run(
                "INSERT INTO withdrawal VALUES (%(business)s, %(p)s, 'tell_changes', %(now)s)",
                p=refuses, now=ramen.now,
            )  # fmt: skip
        later(ramen, timedelta(seconds=1))
    ani = has_an_address(ramen, 9)
    changes(ramen, "email")
    assert told(ramen) == 1
    assert [one.person_id for one in rows(ramen, "SELECT * FROM policy_notice")] == [ani]
    assert told(ramen) == 0


def test_of_two_processes_one_alone_tells(ramen: Shop) -> None:
    writes(ramen)
    changes(ramen, "whatsapp")
    with ramen.act() as other:
        assert other.value(notices.SQL["alone"])
        assert told(ramen) == 0
    assert told(ramen) == 1


GONE = {"class": "favourable", "told": False}


def takes_back(ramen: Shop, *of: int, day: date, said_with: tuple[int, ...] = ()) -> None:
    """The coming versions *of* are taken back, as a plan would say it."""
    back = {"versions": list(of), "day": day.isoformat(), "channels": ["whatsapp", "email"],
            "said_with": list(said_with)}  # fmt: skip
    changes(ramen, "site", after=2 * DAY, **GONE, taken_back=back)


def test_who_was_told_of_a_change_is_told_that_it_does_not_come_and_nobody_else(
    ramen: Shop,
) -> None:
    budi = writes(ramen)
    day = changes(ramen, "whatsapp", after=2 * DAY)
    assert told(ramen) == 1
    with ramen.act() as db:
        db.run("UPDATE message SET state = 'delivered' WHERE direction = 'out'")
    sari = writes(ramen, SARI)
    takes_back(ramen, 2, day=day)
    assert told(ramen) == 1
    assert told(ramen) == 0
    [letter] = letters(ramen)
    assert letter.row.person_id == budi
    assert "11 Maret 2026 tidak jadi berlaku" in letter.text
    assert f"{SITE}/ramen-master/privacy" in letter.text
    assert sari not in {one.person_id for one in rows(ramen, "SELECT * FROM policy_notice")}
    assert [one.version for one in rows(ramen, "SELECT * FROM policy_notice ORDER BY version")] == [
        2, 3,
    ]  # fmt: skip


def test_outside_the_window_it_is_told_by_its_own_template_or_when_they_write_next(
    ramen: Shop,
) -> None:
    writes(ramen)
    day = changes(ramen, "whatsapp", after=5 * DAY)
    assert told(ramen) == 1
    later(ramen, 2 * DAY)
    takes_back(ramen, 2, day=day)
    assert told(approved(ramen)) == 0, "the template of a change would say that it comes"
    assert told(approved(ramen, notices.TAKEN_BACK)) == 1


def test_a_change_taken_back_and_corrected_again_tells_nobody_twice(ramen: Shop) -> None:
    writes(ramen)
    day = changes(ramen, "whatsapp", after=2 * DAY)
    assert told(ramen) == 1
    takes_back(ramen, 2, day=day)
    assert told(ramen) == 1
    takes_back(ramen, 2, day=day, said_with=(3,))
    assert told(ramen) == 0


def dies_before_its_commit(ramen: Shop) -> None:
    with ramen.act() as db:
        assert notices.tell(db, ramen.house.vault, ramen.business, SITE, ramen.now) == 20
        raise RuntimeError


def test_many_are_told_in_small_commits_and_a_process_that_dies_tells_nobody_twice(
    ramen: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "AT_ONCE", 20)
    for number in range(50):
        writes(ramen, f"+62812000001{number:02d}")
    changes(ramen, "whatsapp")
    assert told(ramen) == 20
    with pytest.raises(RuntimeError):
        dies_before_its_commit(ramen)
    assert len(rows(ramen, "SELECT 1 FROM policy_notice")) == 20, "what was not committed is gone"
    assert [told(ramen), told(ramen), told(ramen)] == [20, 10, 0]
    found = rows(ramen, "SELECT person_id, message_id FROM policy_notice")
    assert len({one.person_id for one in found}) == len({one.message_id for one in found}) == 50
    queued = rows(ramen, "SELECT 1 FROM message WHERE direction = 'out' AND state = 'queued'")
    assert len(queued) == 50
    with ramen.act() as db:
        version = versions.newest(db)
        assert version is not None
        how = notices.standing(db, ramen.business, version)
    assert ([(one.channel, one.people) for one in how.told], how.waiting) == ([("whatsapp", 50)], 0)
