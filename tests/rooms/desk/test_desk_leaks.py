"""What is masked stays masked by every way round, and a showing is noted of whom it shows."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.pages import NOON, writes
from janji.desk.search import snippet
from janji.vault import records
from janji.vault.house import House
from rooms.desk.inbox_desk import INBOX, customer
from rooms.desk.talk_world import MARKER, kept, noted, of, with_file

WRITTEN = "0812 0000 0041"


def test_a_paper_is_shown_only_from_the_conversation_of_its_owner(house: House, agent: Any) -> None:
    owner = writes(house, "halo")
    other = writes(house, "lain", number="+6281200000042")
    record = with_file(house, owner, "", b"%PDF-1.4 x", "application/pdf")
    paper = {"act": "show_file", "file": f"{record}/0"}
    assert "pass=" in agent.post(of(owner), paper).content.decode()
    assert noted(house, "desk.revealed")[-1].subject == owner
    before = len(noted(house, "desk.revealed"))
    assert "pass=" not in agent.post(of(other), paper).content.decode()
    assert len(noted(house, "desk.revealed")) == before


@pytest.mark.parametrize("file", ["", "x/0", "00000000-0000-0000-0000-000000000000/²"])
def test_a_file_that_is_none_is_refused_and_breaks_nothing(
    house: House, agent: Any, file: str
) -> None:
    person = writes(house, "halo")
    before = len(noted(house, "desk.revealed"))
    answer = agent.post(of(person), {"act": "show_file", "file": file})
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert len(noted(house, "desk.revealed")) == before


def test_a_quote_shows_no_number_to_who_may_not_see_one(house: House, cashier: Any) -> None:
    person = writes(house, "halo")
    record = kept(house, person, {"text": f"nomor saya {WRITTEN} ya"}, NOON)
    page = cashier.get(of(person, f"?quote={record}")).content.decode()
    assert f'name="quote" value="{record}"' in page
    assert WRITTEN not in page


def test_what_staff_write_among_themselves_is_never_quoted(house: House, agent: Any) -> None:
    person = writes(house, "halo")
    agent.post(of(person), {"act": "note", "text": MARKER})
    with house.act(house.businesses[0]) as db:
        note = db.value("SELECT record_id FROM record WHERE kind = 'note'")
        assert records.is_kept(db, note)
    assert 'name="quote"' not in agent.get(of(person, f"?quote={note}")).content.decode()


def test_a_found_number_stays_masked_though_a_part_of_it_was_searched(
    house: House, cashier: Any
) -> None:
    customer(house, f"hubungi {WRITTEN} segera", 1)
    page = cashier.post(f"{INBOX}search", {"q": "0812 segera"}, follow=True).content.decode()
    assert "<mark>segera</mark>" in page
    assert WRITTEN not in page
    assert "0000 0041" not in page


@pytest.mark.parametrize("lead", range(130, 160))
def test_no_cut_leaves_half_a_number(lead: int) -> None:
    text = f"ramen {'x' * (lead - 7)} {WRITTEN} dan seterusnya"
    shown = "".join(words for words, _ in snippet(text, ["ramen"]))
    assert WRITTEN in shown or not any(sign.isdigit() for sign in shown)


@pytest.mark.parametrize("address", ["ledger?staff=²", "ledger?staff=٣"])
def test_a_digit_of_another_script_breaks_no_page(house: House, officer: Any, address: str) -> None:
    assert officer.get(f"{INBOX}{address}").status_code == 200
