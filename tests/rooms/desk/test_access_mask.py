"""Personal data in texts at the desk is masked; showing it is an act in the ledger."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from django.http import HttpRequest
from django.template import engines

from fakes.pages import NUMBER, browser_of, writes
from janji.desk import mask
from janji.desk.accounts import add_staff
from janji.kit.errors import Refused
from janji.vault import gate
from janji.vault.house import House

TEXT = (
    "Hubungi <b>saya</b> di +62 812 0000 0041 atau budi.s@example.com, "
    "NIK 3171234504990001, kartu 4111 1111 1111 1111"
)
SECRETS = ("0041 atau", "812", "budi.s", "3171234504990001", "4111 1111 1111")


def asked_by(house: House, name: str, role: Any) -> HttpRequest:
    """A request of *name*, whose role at the only business is *role*."""
    from django.contrib.auth.models import User

    browser_of(house)
    add_staff(house, name, role)
    request = HttpRequest()
    request.user = User.objects.get(username=name)
    request.META |= {"janji.house": house, "janji.business": house.businesses[0]}
    return request


def lines(house: House, action: str) -> list[Any]:
    with house.act(house.businesses[0]) as db:
        return db.all(
            "SELECT subject, detail FROM ledger"
            " WHERE business_id = %(business)s AND action = %(action)s",
            action=action,
        )


def test_what_is_personal_in_a_text_is_masked_and_said_aloud() -> None:
    shown = str(mask.masked(TEXT, "en"))
    assert all(secret in TEXT and secret not in shown for secret in SECRETS)
    assert "Hubungi &lt;b&gt;saya&lt;/b&gt; di " in shown
    for words in ("phone number, masked", "e-mail address, masked", "citizen number, masked",
                  "card number, masked"):  # fmt: skip
        assert words in shown
    assert "••••1111" in shown
    assert "+62 ••• ••41" in shown
    assert "b••••@example.com" in shown


@pytest.mark.parametrize(
    "text", ["", "halo, dua ramen", "<script>alert(1)</script>", "1" * 100_000]
)
def test_a_text_without_personal_data_is_only_made_safe(text: str) -> None:
    shown = str(mask.masked(text, "id"))
    assert "<script" not in shown
    assert len(shown) >= len(text)


def test_the_filter_of_templates_masks_until_it_is_shown(house: House) -> None:
    page = engines["django"].from_string("{{ text|masked:shown }}")
    assert "812 0000" not in page.render({"text": TEXT, "shown": False})
    open_page = page.render({"text": TEXT, "shown": True})
    assert "+62 812 0000 0041" in open_page
    assert "<b>" not in open_page
    assert page.render({"text": None, "shown": False}) == ""


def test_showing_is_noted_with_who_what_and_why(house: House) -> None:
    person, request = writes(house, "halo"), asked_by(house, "siti", "agent")
    assert lines(house, "desk.revealed") == []
    with house.act(house.businesses[0]) as db:
        assert mask.reveal(db, request, person, "number", "customer_support") is None
    [line] = lines(house, "desk.revealed")
    assert line.subject == person
    assert json.loads(line.detail) == {
        "purpose": "customer_support", "staff": cast("Any", request.user).pk, "what": "number",
    }  # fmt: skip


def test_a_role_that_does_not_reveal_is_refused_and_that_is_noted(house: House) -> None:
    person, request = writes(house, "halo"), asked_by(house, "kirana", "cashier")
    with house.act(house.businesses[0]) as db:
        refused = mask.reveal(db, request, person, "number", "customer_support")
    assert refused == Refused("desk.reveal_refused")
    assert lines(house, "desk.revealed") == []
    assert [line.subject for line in lines(house, "desk.reveal_refused")] == [person]


def test_a_reading_by_staff_carries_their_number_and_one_by_the_program_none(house: House) -> None:
    person, business = writes(house, "halo"), house.businesses[0]
    with house.act(business) as db:
        for by in (7, None):
            found = gate.read(
                db, house.vault, business, "customer_support",
                person=person, kinds=["message_in"], by=by,
            )  # fmt: skip
            assert not isinstance(found, Refused)
        number = gate.contact(
            db, house.vault, business, "customer_support", person, "whatsapp", by=7
        )
        assert number == NUMBER
    said = [json.loads(line.detail).get("staff") for line in lines(house, "vault.read")]
    assert said == [7, None]
    [contact] = lines(house, "vault.contact")
    assert json.loads(contact.detail)["staff"] == 7
