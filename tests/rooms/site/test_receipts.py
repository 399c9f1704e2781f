"""Pasting a receipt: genuine or not, and nothing kept of it."""

from __future__ import annotations

from typing import Any

import pytest

from fakes.pages import NOON
from janji.audit import receipt
from janji.audit.checkpoint import Signer
from janji.kit.text import say
from janji.vault.house import House

FORM = "/ramen-master/receipt?lang=en"


def made(signer: Signer, business: str = "ramen-master") -> str:
    counts = {"message_in": 12, "message_out": 11}
    body = {
        "ticket": "RM-2611-ABCD", "business": business, "received_at": NOON.isoformat(),
        "erased_at": NOON.isoformat(), "planned": counts, "affected": counts, "residue": {},
    }  # fmt: skip
    return receipt.make(signer, body)


def test_a_genuine_receipt_is_told_with_its_facts(visitor: Any, house: House) -> None:
    answer = visitor.post(FORM, {"receipt": made(house.signer)})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert say("site.receipt_good", "en") in text
    assert "RM-2611-ABCD" in text
    assert not answer.cookies


def test_line_ends_of_forms_and_spaces_of_chats_do_no_harm(visitor: Any, house: House) -> None:
    words = "Here it is:\n" + made(house.signer).replace("\n", "  \r\n") + "\r\nThanks"
    assert say("site.receipt_good", "en") in visitor.post(FORM, {"receipt": words}).content.decode()


def test_what_no_text_holds_is_refused_in_words(visitor: Any) -> None:
    answer = visitor.post(FORM, {"receipt": "hello \x00"})
    assert answer.status_code == 400
    assert "<form" in answer.content.decode() or "<h1" in answer.content.decode()


@pytest.mark.parametrize("change", ["ticket", "key", "rubbish", "cut"])
def test_a_changed_or_foreign_receipt_is_not_trusted(
    visitor: Any, house: House, change: str
) -> None:
    genuine = made(house.signer)
    words = {
        "ticket": genuine.replace("RM-2611-ABCD", "RM-2611-ABCE"),
        "key": made(Signer(bytes(range(32)))),
        "rubbish": "hello \x07 <script>",
        "cut": genuine[:-60],
    }[change]
    text = visitor.post(FORM, {"receipt": words}).content.decode("utf-8", "replace")
    assert say("site.receipt_bad", "en") in text
    assert say("site.receipt_good_words", "en", name="Ramen Master") not in text
    assert "<script>" not in text.replace("<script src", "")


def test_a_receipt_of_another_business_is_said_to_be_so(visitor: Any, house: House) -> None:
    text = visitor.post(FORM, {"receipt": made(house.signer, "another-shop")}).content.decode()
    assert say("site.receipt_other_business", "en") in text


def test_an_empty_form_says_so_beside_the_field(visitor: Any) -> None:
    answer = visitor.post(FORM, {"receipt": "  "})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'aria-invalid="true"' in text
    assert say("site.receipt_empty", "en") in text


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}]
)
def test_a_form_on_another_site_is_refused(visitor: Any, headers: dict[str, str]) -> None:
    assert (
        visitor.post(FORM, {"receipt": "x"}, headers={"sec-fetch-site": "same-origin"}).status_code
        == 200
    )
    answer = visitor.post(FORM, {"receipt": "x"}, headers=headers)
    assert answer.status_code == 403
    assert say("site.trouble_form_not_ours.title", "en") in answer.content.decode()
