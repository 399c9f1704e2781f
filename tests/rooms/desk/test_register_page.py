"""The register at the desk: what is held now beside what is promised, and files that are noted."""

from __future__ import annotations

import csv
import io
from typing import Any

from fakes.pages import writes
from janji.kit.text import say
from janji.policy import register_paper, register_tables
from janji.vault.holdings import holdings, register_of
from janji.vault.house import House

DESK = "/desk/ramen-master/register"


def noted(house: House) -> list[str]:
    with house.act(house.businesses[0]) as db:
        rows = db.all(
            "SELECT detail FROM ledger WHERE business_id = %(business)s"
            " AND action = 'register.told' ORDER BY chain, seq"
        )
    return [row.detail for row in rows]


def test_figures_are_counted_from_what_is_really_held(house: House) -> None:
    here, now = house.businesses[0], house.clock.now()
    with house.act(here) as db:
        before = holdings(db, here, now)
    assert {one.records for one in before.kinds} == {0}
    assert {one.kind for one in before.kinds} == here.policy.kinds()
    writes(house, "halo")
    with house.act(here) as db:
        after = holdings(db, here, now)
    message = after.of("message_in")
    assert message is not None
    assert (message.records, message.people) == (1, 1)
    assert message.oldest is not None
    assert message.next_end == here.policy.keep_until("conversation", message.oldest, here.zone)
    assert after.people == before.people + 1


def test_the_page_shows_every_purpose_and_every_gap(house: House, officer: Any) -> None:
    for language in ("id", "en"):
        answer = officer.get(f"{DESK}?lang={language}")
        assert answer.status_code == 200
        shown = answer.content.decode()
        for purpose in house.businesses[0].policy.file.purposes:
            assert f'id="purpose-{purpose}"' in shown
        assert shown.count("<dt>") == 13 * len(house.businesses[0].policy.file.purposes)
        assert "controller.systems_in" in shown
        assert say("policy.register.cannot_tell", language) in shown
    assert noted(house) == []  # looking is no download


def test_each_download_is_a_table_and_a_line_in_the_ledger(house: House, officer: Any) -> None:
    for place, part in enumerate(register_tables.PARTS, 1):
        answer = officer.post(f"{DESK}/csv/{part}")
        assert answer.status_code == 200
        text = answer.content.decode("utf-8")
        assert text.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert not [c for row in rows for c in row if c.startswith(("=", "+", "-1", "@"))]
        assert len(noted(house)) == place
        assert f'"part":"{part}"' in noted(house)[-1]
        assert '"staff":' in noted(house)[-1]
    assert officer.post(f"{DESK}/csv/secrets").status_code == 404
    assert officer.get(f"{DESK}/csv/figures").status_code == 405


def test_the_paper_is_a_pdf_and_the_same_facts_give_the_same_bytes(
    house: House, officer: Any
) -> None:
    answer = officer.post(f"{DESK}/pdf")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")
    assert '"form":"pdf"' in noted(house)[-1]
    here, now = house.businesses[0], house.clock.now()
    with house.act(here) as db:
        found, then = register_of(db, here, None, now, "id")
    assert register_paper.pdf(found, then) == register_paper.pdf(found, then)


def test_of_another_day_nobody_can_tell_what_was_held(house: House) -> None:
    here, now = house.businesses[0], house.clock.now()
    with house.act(here) as db:
        found, then = register_of(db, here, now.date().replace(year=2030), now, "en")
    assert found.figures is None
    row = register_tables.table(found, then, "processing").rows[0]
    assert set(row[-3:]) == {"cannot tell"}
    assert say("policy.register.figures_unknown", "en") in register_paper.lines(found, then)


def test_who_has_not_the_work_gets_neither_page_nor_file(house: House, agent: Any) -> None:
    assert agent.get(DESK).status_code == 403
    assert agent.post(f"{DESK}/pdf").status_code == 403
    assert noted(house) == []


def test_behind_a_value_stands_why_and_until_when_and_no_person(
    house: House, officer: Any, agent: Any
) -> None:
    for browser in (officer, agent):
        for word in ("R-24", "retention.conversation", "conversations_kept_too_long", "RET-01"):
            answer = browser.get(f"/desk/ramen-master/explain/{word}?lang=en")
            assert answer.status_code == 200, word
    shown = officer.get("/desk/ramen-master/explain/retention.conversation?lang=en")
    assert "at most 7 days" in shown.content.decode()
    assert "conversations_kept_too_long" in shown.content.decode()
    public = officer.get("/ramen-master/explain/R-24?lang=id")
    assert public.status_code == 200
    assert "vault.retention" in public.content.decode()
    assert officer.get("/desk/ramen-master/explain/Bu%20Sari").status_code == 404
    assert officer.get("/ramen-master/explain/R-99").status_code == 404
