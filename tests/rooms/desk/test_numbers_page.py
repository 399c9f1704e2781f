"""The page of numbers: what was counted, compared, drawn and downloaded; nobody in it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from fakes.pages import NOON
from janji.desk.charts import HIGH, Mark, columns, heat, line
from janji.kit.text import say
from janji.vault.house import House
from rooms.desk.conftest import signed_in

WEEK = date(2026, 11, 9)  # the Monday of the last whole week before NOON
URL = "/desk/ramen-master/numbers"
PUT = """INSERT INTO cell (business_id, period, metric, slot, n, k, closed_at)
         VALUES (%(business)s, %(period)s, %(metric)s, %(slot)s, %(n)s, 5, %(now)s)"""
PERIOD = """INSERT INTO counted_period (business_id, period, closed_at, days, cells)
            VALUES (%(business)s, %(period)s, %(now)s, %(days)s, 1)"""
WEEKS: dict[date, dict[str, dict[str, int]]] = {
    WEEK: {
        "conversations": {"held": 1240},
        "intent": {"jam_buka": 40, "menu": 25, "other": 9},
        "hour": {"12": 50, "19": 24},
        "handover": {"yes": 12, "no": 62},
        "person_response": {"bot": 60, "m5_15": 12},
        "first_response": {"under_1m": 72},
        "delivery": {"delivered": 95, "failed": 5},
    },
    WEEK - timedelta(days=7): {
        "conversations": {"held": 1000},
        "person_response": {"bot": 30, "m5_15": 30},
    },
}


@pytest.fixture
def counted(house: House) -> House:
    with house.act(house.businesses[0]) as db:
        for period, metrics in WEEKS.items():
            db.run(PERIOD, period=period, now=NOON, days=7)
            for metric, slots in metrics.items():
                for slot, n in slots.items():
                    db.run(PUT, period=period, metric=f"{metric}_by_week", slot=slot, n=n, now=NOON)
    return house


def words(answer: Any) -> str:
    """The text of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_figures_stand_beside_what_they_were_the_week_before(counted: House) -> None:
    owner = signed_in(counted, "rani", "owner")
    told = words(owner.get(f"{URL}?lang=en"))
    assert "Conversations 1,240 people who wrote on a day ▲ up from 1,000" in told
    assert "Answered by the assistant alone 83%" in told
    assert "up from 50%" in told
    assert "Waiting for a person about 10 min" in told
    assert "Not delivered 5%" in told
    said = words(owner.get(f"{URL}?lang=id"))
    assert "Percakapan 1.240" in said
    assert "naik dari 1.000" in said


def test_drawings_have_names_tables_and_no_style_of_their_own(counted: House) -> None:
    page = signed_in(counted, "rani", "owner").get(f"{URL}?lang=en").content.decode()
    drawings = re.findall(r"<svg class=\"drawing\".*?</svg>", page, re.DOTALL)
    assert len(drawings) == 3
    for one in drawings:
        assert 'role="img"' in one
        assert "<title" in one
        assert "<desc" in one
    assert " style=" not in page
    assert "Jam buka" in page or "Opening hours" in page
    assert page.count("<details") >= 3


def test_what_is_not_told_is_an_empty_frame_with_its_reason_beside_it() -> None:
    told = Mark("2 Nov", 12.0, "12")
    whole = columns("c", "t", "l", [told, told])
    assert not whole.untold
    part = columns("c", "t", "l", [Mark("26 Oct", None, "not told"), told])
    assert part.untold
    assert f'class="unknown" x="1.0" y="0.0" width="8" height="{HIGH:.1f}"' in part.drawing
    assert line("c", "t", "l", [told, Mark("9 Nov", None, "not told")]).untold
    assert heat("c", "t", "l", [("2 Nov", [Mark("00", None, "not told")])]).untold


def test_a_drawing_without_a_scale_says_its_highest_value_in_words() -> None:
    marks = [Mark("26 Oct", 31.0, "31"), Mark("2 Nov", None, "not told"), Mark("9 Nov", 68.0, "68")]
    assert columns("c", "t", "l", marks).peak == "9 Nov: 68"
    assert (
        heat("c", "t", "l", [("Week A", marks), ("Week B", marks[:1])]).peak == "Week A, 9 Nov: 68"
    )
    assert columns("c", "t", "l", [Mark("2 Nov", 0.0, "0")]).peak == ""


def test_the_first_span_is_told_without_drawings_over_time(house: House) -> None:
    with house.act(house.businesses[0]) as db:
        db.run(PERIOD, period=WEEK, now=NOON, days=7)
        db.run(PUT, period=WEEK, metric="conversations_by_week", slot="held", n=6, now=NOON)
    page = signed_in(house, "rani", "owner").get(f"{URL}?lang=en").content.decode()
    assert "Conversations 6" in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert '<svg class="drawing"' not in page
    assert say("desk.numbers.first_only", "en") in page
    assert say("desk.numbers.dash", "en", k=5) in page


def test_a_month_adds_up_and_a_span_without_counts_says_so(counted: House) -> None:
    owner = signed_in(counted, "rani", "owner")
    assert "Conversations 2,240" in words(owner.get(f"{URL}?lang=en&unit=month&at=2026-11-01"))
    empty = owner.get(f"{URL}?lang=en&at=2026-01-05")
    assert "Nothing was counted for this span" in words(empty)
    assert owner.get(f"{URL}?at=%00").status_code == 400
    for wrong in ("x", "2026-13-01", "9999-12-31", "0001-01-01"):
        assert owner.get(f"{URL}?at={wrong}").status_code in (200, 404)


def test_the_running_week_tells_nothing_about_fewer_than_five(counted: House) -> None:
    business = counted.businesses[0]
    owner = signed_in(counted, "rani", "owner")

    def asks() -> None:
        with counted.act(business) as db:
            day = business.policy.keep_until("conversation", NOON, business.zone)
            db.value("SELECT open_day(%(day)s)", day=day)
            db.run(
                """INSERT INTO turn (business_id, turn_id, expires_on, person_id, at, intent, band,
                                     outcome, language, messages)
                   VALUES (%(business)s, %(turn)s, %(day)s, %(person)s, %(at)s, 'menu', 'answer',
                           'answered', 'id', 1)""",
                turn=uuid4(), day=day, person=uuid4(), at=NOON - timedelta(hours=1),
            )  # fmt: skip

    for _ in range(4):
        asks()
    assert "Too few people have written yet" in words(owner.get(f"{URL}?lang=en&at=2026-11-16"))
    asks()
    told = words(owner.get(f"{URL}?lang=en&at=2026-11-16"))
    assert "Too few people have written yet" not in told
    assert "Conversations 5 people who wrote on a day" in told


def test_the_file_opens_in_a_spreadsheet_and_computes_nothing(counted: House) -> None:
    owner = signed_in(counted, "rani", "owner")
    for language, head in (("id", "Dari"), ("en", "From")):
        answer = owner.get(f"{URL}.csv?lang={language}")
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert 'filename="ramen-master-week-2026-11-18.csv"' in answer["Content-Disposition"]
        assert answer.content.startswith(b"\xef\xbb\xbf")
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert rows[0][0] == head
        assert b"\r\n" in answer.content
        told = {(row[0], row[3], row[5]): int(row[7]) for row in rows[1:]}
        assert told["2026-11-09", "intent", "jam_buka"] == 40
        assert len(told) == sum(len(slots) for one in WEEKS.values() for slots in one.values())
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_who_sees_numbers_is_a_matter_of_the_role(counted: House) -> None:
    for name, role, status in (("siti", "agent", 200), ("kirana", "cashier", 403)):
        browser = signed_in(counted, name, role)
        assert browser.get(URL).status_code == status
        assert browser.get(f"{URL}.csv").status_code == status
        assert browser.post(URL).status_code in (403, 405)
