"""For your site: lines an owner can paste, that show what the public badge shows."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Any

from fakes.pages import browser_of
from janji.desk.settings_site import snippet
from janji.vault.house import House

AT = "/desk/ramen-master/settings/site"


def test_the_lines_to_paste_lead_to_the_public_badge_and_page(house: House, owner: Any) -> None:
    page = owner.get(f"{AT}?lang=en").content.decode()
    codes = re.findall(r'<code id="lines-(\w\w)"[^>]*>(.*?)</code>', page, re.S)
    assert [language for language, _ in codes] == list(house.businesses[0].languages)
    visitor = browser_of(house)
    root = house.settings.public_url.rstrip("/")
    for language, shown in codes:
        assert shown.startswith("&lt;a href=")  # lines to read and copy, no picture of them
        assert "<" not in shown
        lines = html.unescape(shown)
        assert "<script" not in lines
        link, picture = re.findall(r'(?:href|src)="([^"]+)"', lines)
        assert link == f"{root}/ramen-master/privacy"
        answer = visitor.get(picture.removeprefix(root))
        assert answer["Content-Type"].startswith("image/svg+xml")
        assert f'lang="{language}"' in answer.content.decode()
        assert not answer.cookies


def test_every_address_on_the_page_answers_without_a_cookie(house: House, owner: Any) -> None:
    page = owner.get(f"{AT}?lang=id").content.decode()
    root = house.settings.public_url.rstrip("/")
    told = re.findall(rf'<dd><a href="({re.escape(root)}[^"]+)"', page)
    assert len(told) == 7
    visitor = browser_of(house)
    for address in told:
        answer = visitor.get(address.removeprefix(root))
        assert answer.status_code == 200, address
        assert not answer.cookies


def test_a_name_with_markup_in_it_stays_words_in_the_lines(house: House, owner: Any) -> None:
    request = owner.get(AT).wsgi_request
    shop = replace(house.businesses[0], name='Mie "Enak" <b>')
    request.META["janji.business"] = shop
    lines = snippet(request, "id")["lines"]
    assert "<b>" not in lines
    assert "Mie &quot;Enak&quot; &lt;b&gt;" in lines
