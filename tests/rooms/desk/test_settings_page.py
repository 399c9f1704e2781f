"""Settings that an owner can finish alone: saved one by one, alive everywhere, taken back again."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fakes.pages import browser_of
from fakes.twin import RunningTwin, running_twin
from janji.cli.settings_file import files_of, written
from janji.kit.colour import contrast, hexed
from janji.kit.errors import Refused
from janji.kit.secrets import Secrets
from janji.kit.text import say
from janji.policy import overlay
from janji.policy.business import load_business
from janji.vault import chosen
from janji.vault.house import House, open_house
from janji.vault.pictures import small_mark

AT = "/desk/ramen-master/settings"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def week(seen: int = 0, **days: list[tuple[str, str]]) -> dict[str, Any]:
    """The form of the week: every day 10 to 22 unless said otherwise."""
    form: dict[str, Any] = {"act": "save", "seen": seen}
    for day in DAYS:
        for at, (opens, closes) in enumerate(days.get(day, [("10.00", "22.00")])):
            form |= {f"{day}-{at}-opens": opens, f"{day}-{at}-closes": closes}
    return form


def ledger(house: House, action: str) -> list[dict[str, Any]]:
    with house.act(house.businesses[0]) as db:
        rows = db.all(
            "SELECT detail FROM ledger WHERE business_id = %(business)s AND action = %(action)s"
            " ORDER BY seq",
            action=action,
        )
    return [json.loads(row.detail) for row in rows]


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_only_the_owner_gets_to_the_settings(owner: Any, agent: Any, cashier: Any) -> None:
    pages = ("", "/connect", "/mail", "/hours", "/days", "/shop", "/flow", "/site", "/changes")
    for page in pages:
        assert owner.get(AT + page).status_code == 200, page
        assert agent.get(AT + page).status_code == 403, page
        assert cashier.get(AT + page).status_code == 403, page
    assert agent.post(f"{AT}/undo", {"part": "name"}).status_code == 403


def test_the_checklist_says_what_is_missing_and_why_it_matters(owner: Any) -> None:
    before = words(owner.get(f"{AT}?lang=en"))
    assert say("desk.settings.why_week_matters", "en") in before
    owner.post(f"{AT}/hours", {"act": "right"})
    after = words(owner.get(f"{AT}?lang=en"))
    assert say("desk.settings.why_week_matters", "en") not in after
    done = [int(re.search(r'value="(\d+)"', one)[1]) for one in
            (re.search(r"<progress[^>]+>", page)[0] for page in (before, after))]  # fmt: skip
    assert done[1] == done[0] + 1


def test_new_hours_are_alive_in_this_process_and_in_another_one(house: House, owner: Any) -> None:
    here = house.businesses[0]
    other = open_house(house.settings, house.database.url, connections=2)
    there = other.businesses[0]
    try:
        other.follow(there)
        assert [str(one.opens) for one in there.hours.week[0]] == ["10:00:00"]
        form = week(monday=[("8.30", "12.00"), ("13.00", "1.00")], sunday=[])
        assert owner.post(f"{AT}/hours", form).status_code == 302
        assert [str(one.opens) for one in here.hours.week[0]] == ["08:30:00", "13:00:00"]
        assert here.hours.week[6] == ()
        other.followed.looked.clear()  # a second later
        other.follow(there)
        assert there.hours == here.hours
        assert there.hours.closed_dates  # what the form does not show is kept
    finally:
        other.close()


@pytest.mark.parametrize(
    ("monday", "sentence"),
    [
        ([("10.00", "")], "desk.settings.span_half"),
        ([("25.00", "26.00")], "desk.settings.span_time"),
        ([("<script>", "12.00")], "desk.settings.span_time"),
        ([("10.00", "14.00"), ("13.00", "15.00")], "desk.settings.span_overlap"),
        ([("17.00", "01.00"), ("20.00", "21.00")], "desk.settings.span_overlap"),
    ],
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_wrong_hours_are_said_beside_their_day_and_nothing_typed_is_lost(
    house: House, owner: Any, monday: list[tuple[str, str]], sentence: str, language: str
) -> None:
    answer = owner.post(f"{AT}/hours?lang={language}", week(monday=monday, friday=[("7.15", "9")]))
    shown = words(answer)
    assert answer.status_code == 422
    assert say(sentence, language) in shown
    assert 'aria-describedby="monday-wrong"' in shown
    assert f'value="07{"." if language == "id" else ":"}15"' in shown
    assert "<script>" not in shown.replace("<script type", "").replace("<script defer", "")
    assert ledger(house, "setting.changed") == []


def test_every_day_can_be_made_like_monday_without_saving(house: House, owner: Any) -> None:
    form = week(monday=[("9.00", "17.00")]) | {"act": "copy"}
    shown = words(owner.post(f"{AT}/hours?lang=en", form))
    assert shown.count('value="09:00"') == len(DAYS)
    assert ledger(house, "setting.changed") == []


def test_of_two_owners_who_save_at_once_the_second_is_told(house: House, owner: Any) -> None:
    assert owner.post(f"{AT}/hours", week(seen=0)).status_code == 302
    late = owner.post(f"{AT}/hours?lang=en", week(seen=0, monday=[("11.00", "12.00")]))
    assert late.status_code == 422
    assert say("vault.setting_meanwhile", "en") in words(late)
    assert len(ledger(house, "setting.changed")) == 1


def test_a_change_is_noted_with_its_versions_and_taken_back(house: House, owner: Any) -> None:
    here = house.businesses[0]
    assert here.name == "Ramen Master"
    owner.post(f"{AT}/shop", {"act": "name", "name": "Ramen  <Jaya>", "seen": 0})
    assert here.name == "Ramen <Jaya>"
    page = words(owner.get(f"{AT}/changes?lang=en"))
    assert "<ins>Ramen &lt;Jaya&gt;</ins>" in page
    assert "Ramen <Jaya>" not in page
    owner.post(f"{AT}/undo", {"part": "name", "seen": 1})
    assert here.name == "Ramen Master"
    details = ledger(house, "setting.changed")
    assert [(one["before"], one["after"]) for one in details] == [(0, 1), (1, 2)]
    assert all(one["setting"] == "name" and one["staff"] for one in details)
    assert "Jaya" not in str(details)
    owner.post(f"{AT}/undo", {"part": "name", "seen": 1})  # pressed twice
    assert len(ledger(house, "setting.changed")) == 2


def test_days_off_come_and_go(house: House, owner: Any) -> None:
    here = house.businesses[0]
    before = set(here.hours.closed_dates)
    form = {"act": "closed", "day": "2026-12-31", "why_id": "Tahun baru", "why_en": "", "seen": 0}
    assert owner.post(f"{AT}/days", form).status_code == 422
    owner.post(f"{AT}/days", {**form, "why_en": "New year"})
    assert {str(day) for day in set(here.hours.closed_dates) - before} == {"2026-12-31"}
    owner.post(f"{AT}/days", {"act": "special", "day": "2026-12-24", "opens": "9.00",
                              "closes": "12.00", "seen": 1})  # fmt: skip
    assert [str(day) for day in here.hours.special_dates] == ["2026-12-24"]
    owner.post(f"{AT}/days", {"act": "drop_closed", "day": "2026-12-31", "seen": 2})
    assert set(here.hours.closed_dates) == before
    owner.post(f"{AT}/days", {"act": "rule", "holidays": "closed", "joint_leave": "open",
                              "seen": 3})  # fmt: skip
    assert not here.hours.holidays
    wrong = owner.post(f"{AT}/days?lang=en", {"act": "rule", "holidays": "perhaps", "seen": 4})
    assert wrong.status_code == 422


def test_a_language_without_a_published_policy_cannot_be_spoken(house: House, owner: Any) -> None:
    assert owner.post(f"{AT}/shop", {"act": "languages", "first": "de"}).status_code == 422
    form = {"act": "languages", "first": "en", "spoken": ["id"], "seen": 0}
    assert owner.post(f"{AT}/shop", form).status_code == 302
    assert house.businesses[0].languages == ("en", "id")


def picture(side: int, form: str = "PNG") -> bytes:
    return picture_of((side, side), form)


def picture_of(size: tuple[int, int], form: str = "PNG") -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", size, "#aa3300").save(out, form)
    return out.getvalue()


def upload(content: bytes, name: str = "logo.png") -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def test_a_colour_and_a_mark_reach_the_public_pages(house: House, owner: Any) -> None:
    form = {"act": "brand", "colour": "#7a1f5c", "seen": 0, "mark": upload(picture(900, "JPEG"))}
    assert owner.post(f"{AT}/shop", form).status_code == 302
    public = browser_of(house)
    page = words(public.get("/ramen-master/"))
    style = re.search(r'href="(/ramen-master/brand\.css\?v=[0-9a-f]+)"', page)
    mark = re.search(r'src="(/ramen-master/mark\.png\?v=[0-9a-f]+)"', page)
    assert style
    assert mark
    assert "--accent: #7a1f5c" in words(public.get(style[1]))
    content = public.get(mark[1]).content
    assert content.startswith(b"\x89PNG")
    assert len(content) < 64 * 1024
    assert content != picture(900)
    owner.post(f"{AT}/shop", {"act": "brand_none", "seen": 1})
    assert public.get("/ramen-master/brand.css").status_code == 404
    assert house.businesses[0].brand.colour is None


def see_through(drawn: str, form: tuple[int, int] = (800, 400)) -> bytes:
    """A mark of two strokes on nothing, twice as wide as high."""
    from PIL import Image

    width, height = form
    picture = Image.new("RGBA", form)
    picture.paste(drawn, (0, 0, width // 4, height))
    picture.paste(drawn, (width // 2, height // 3, width, height // 2))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("drawn", ["#141414", "#fff8e0"])
def test_a_mark_keeps_its_proportions_and_is_seen_on_light_and_dark_pages(drawn: str) -> None:
    from PIL import Image

    mark = small_mark(see_through(drawn))
    assert isinstance(mark, bytes)
    with Image.open(io.BytesIO(mark)) as picture:
        assert picture.width == picture.height, "pages show it in a square"
        assert picture.getchannel("A").getextrema() == (255, 255), "what lies behind shines through"
        pixels = picture.convert("RGB").tobytes()
        seen = Counter(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True)).most_common(2)
        ground, strokes = (hexed((r / 255, g / 255, b / 255)) for (r, g, b), _ in seen)
        assert contrast(ground, strokes) >= 4.5
    whole = small_mark(picture_of((300, 100)))
    assert isinstance(whole, bytes)
    with Image.open(io.BytesIO(whole)) as picture:
        left, top, right, bottom = picture.getchannel("A").getbbox() or (0, 0, 0, 0)
        assert (right - left) == pytest.approx(3 * (bottom - top), abs=2)


def test_a_mark_on_which_nothing_is_seen_is_refused() -> None:
    assert isinstance(small_mark(see_through("#00000000")), Refused)


def test_the_colour_shown_first_is_the_one_the_business_already_has(owner: Any) -> None:
    """Whoever uploads a mark alone keeps the colour of the file."""
    assert 'value="#8f1d14"' in words(owner.get(f"{AT}/shop"))


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"colour": "#ffd400"}, "desk.settings.colour_faint"),
        ({"colour": "red;}"}, "desk.settings.colour_form"),
        ({"colour": "#7a1f5c", "mark": b"<svg onload=alert(1)>"}, "desk.settings.mark_unreadable"),
        ({"colour": "#7a1f5c", "mark": b"only words"}, "desk.settings.mark_unreadable"),
        ({"colour": "#7a1f5c", "mark": b"x" * (513 * 1024)}, "desk.settings.mark_large"),
    ],
)
def test_a_look_nobody_could_read_or_trust_is_refused(
    house: House, owner: Any, form: dict[str, Any], sentence: str
) -> None:
    sent = {**form, "act": "brand", "seen": 0}
    if "mark" in form:
        sent["mark"] = upload(form["mark"])
    answer = owner.post(f"{AT}/shop?lang=en", sent)
    assert answer.status_code == 422
    start = say(sentence, "en", ratio="{}", fit="{}", most=512, pixels="{}").split("{}")[0]
    page = words(answer)
    at_fault, other = ("mark", "colour") if "mark" in form else ("colour", "mark")
    assert start in page.split(f'id="{at_fault}-wrong"')[1].replace("&#x27;", "'")
    assert re.search(rf'<input[^>]+id="{at_fault}"[^>]+aria-invalid="true"', page)
    assert not re.search(rf'<input[^>]+id="{other}"[^>]+aria-invalid="true"', page)
    assert say("vault.picture_unreadable", "en") not in page  # of a mark nothing is kept
    assert ledger(house, "setting.changed") == []


@pytest.fixture
def twin() -> Any:
    with running_twin() as running:
        yield running


def beside(house: House, twin: RunningTwin) -> None:
    """Let *house* speak to the twin, with no secret set from outside."""
    environ: dict[str, str] = {}
    secrets = Secrets(house.settings.home / "secrets", environ)
    fresh = replace(house.settings, twin_url=twin.base, secrets=secrets)
    object.__setattr__(house, "settings", fresh)


def test_an_account_counts_only_when_twilio_knows_it_and_is_never_shown_again(
    house: House, owner: Any, twin: RunningTwin
) -> None:
    beside(house, twin)
    at = f"{AT}/connect?lang=en"
    short = owner.post(at, {"act": "account", "account": "AC12", "token": twin.token})
    assert say("desk.connect.account_form", "en") in words(short)
    wrong = owner.post(at, {"act": "account", "account": twin.account, "token": "0" * 32})
    assert wrong.status_code == 422
    assert house.settings.secret("JANJI_TWILIO_AUTH_TOKEN") is None
    assert "0" * 32 not in words(wrong)
    right = owner.post(at, {"act": "account", "account": twin.account, "token": twin.token})
    assert right.status_code == 302
    assert house.settings.secret("JANJI_TWILIO_AUTH_TOKEN") == twin.token
    page = words(owner.get(at))
    assert twin.token not in page
    assert twin.account not in page
    assert twin.account[-4:] in page
    kept = house.settings.secrets.path("JANJI_TWILIO_AUTH_TOKEN")
    assert kept.stat().st_mode & 0o777 == 0o600
    seen = [row["passed"] for row in ledger(house, "setting.checked")]
    assert seen == [False, True]


def test_a_number_nobody_can_call_is_refused_by_its_field(house: House, owner: Any) -> None:
    wrong = owner.post(f"{AT}/connect?lang=en", {"act": "sender", "sender": "0812", "seen": 0})
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in words(wrong)
    assert 'value="0812"' in words(wrong)
    right = owner.post(f"{AT}/connect", {"act": "sender", "sender": "+62 812 0000 0077", "seen": 0})
    assert right.status_code == 302
    assert house.businesses[0].channel.sender == "whatsapp:+6281200000077"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254"])
def test_a_mail_server_inside_the_network_is_not_tried(house: House, owner: Any, host: str) -> None:
    form = {"way": "imap", "host": host, "scheme": "imaps", "user": "a", "password": "geheim9"}
    answer = owner.post(f"{AT}/mail?lang=en", form)
    assert answer.status_code == 422
    assert say("desk.mail.private", "en", host=host) in words(answer)
    assert "geheim9" not in words(answer)
    assert house.settings.secret("janji_imap_url_ramen_master") is None


def test_a_mail_server_nobody_knows_is_a_matter_of_spelling(house: House, owner: Any) -> None:
    form = {"way": "smtp", "host": "smtp.toko.invalid", "scheme": "smtps", "password": "geheim9"}
    answer = owner.post(f"{AT}/mail?lang=en", form)
    assert answer.status_code == 422
    assert say("desk.mail.unknown", "en", host="smtp.toko.invalid") in words(answer)
    assert house.settings.secret("janji_smtp_url_ramen_master") is None


def test_a_change_that_no_longer_fits_the_file_is_left_out(house: House, owner: Any) -> None:
    here = house.businesses[0]
    owner.post(f"{AT}/shop", {"act": "name", "name": "Ramen Baru", "seen": 0})
    with house.act(here) as db:
        db.run(chosen.SQL["add"], name="languages", value='["de"]', staff=1,
               now=house.clock.now())  # fmt: skip
    other = open_house(house.settings, house.database.url, connections=2)
    try:
        other.follow(other.businesses[0])
        assert other.businesses[0].name == "Ramen Master"  # the file, whole, rather than a mixture
    finally:
        other.close()


def test_the_overlay_changes_what_it_names_and_nothing_else(house: House) -> None:
    here = load_business(house.businesses[0].folder)
    same = overlay.said(here, {})
    assert (same.name, same.hours, same.channel) == (here.name, here.hours, here.channel)
    tree: Any = overlay.file_of(here).document.tree
    assert overlay.merged(tree, {"name": "X"}) == {**tree, "name": "X"}
    assert overlay.merged(tree, {"name": None}) == tree
    mark = base64.b64encode(b"png").decode()
    assert overlay.said(here, {"brand": {"mark": mark}}).brand.mark == b"png"


def test_the_question_about_satisfaction_is_switched_and_switched_back(
    house: House, owner: Any
) -> None:
    here = house.businesses[0]
    asks = here.messages.ask_satisfaction
    form = {"act": "satisfaction", "seen": 0} | ({} if asks else {"ask": "1"})
    owner.post(f"{AT}/flow", form)
    assert here.messages.ask_satisfaction is not asks
    owner.post(f"{AT}/undo", {"part": "satisfaction", "seen": 1})
    assert here.messages.ask_satisfaction is asks


def test_how_conversations_are_shared_is_kept_or_refused_whole(house: House, owner: Any) -> None:
    form = {"mode": "load", "most_each": "12", "away_minutes": "15"}
    assert owner.post(f"{AT}/flow", form).status_code == 302
    page = words(owner.get(f"{AT}/flow"))
    assert 'value="load" checked' in page
    assert 'value="12"' in page
    assert owner.post(f"{AT}/flow", {**form, "most_each": "0"}).status_code == 422
    assert 'value="12"' in words(owner.get(f"{AT}/flow"))


def test_the_file_is_written_with_what_the_desk_changed_and_its_comments_stay(
    house: House, owner: Any, tmp_path: Path
) -> None:
    here = house.businesses[0]
    owner.post(f"{AT}/hours", week(monday=[("8.30", "12.00"), ("13.00", "20.00")]))
    owner.post(f"{AT}/connect", {"act": "sender", "sender": "+62 812 0000 0077", "seen": 0})
    with house.act(here) as db:
        changes = chosen.values(chosen.parts(db))
    text = written(here, changes)
    assert "# Who this business is and how it is reached." in text
    folder = tmp_path / here.slug
    shutil.copytree(here.folder, folder)
    assert load_business(folder).hours != here.hours
    (folder / "business.yaml").write_text(text, encoding="utf-8")
    again = load_business(folder)
    assert (again.hours, again.channel, again.name) == (here.hours, here.channel, here.name)


def test_the_look_and_the_question_after_closing_are_written_too(
    house: House, owner: Any, tmp_path: Path
) -> None:
    here, folder = house.businesses[0], tmp_path / "ramen-master"
    shutil.copytree(here.folder, folder)
    assert load_business(folder).messages.ask_satisfaction is True
    owner.post(f"{AT}/flow", {"act": "satisfaction", "seen": 0})
    owner.post(f"{AT}/shop", {"act": "brand", "colour": "#0b5a52", "seen": 0})
    with house.act(here) as db:
        changes = chosen.values(chosen.parts(db))
    changes["brand"]["mark"] = "iVBORw0KGgo="
    found = files_of(here, changes)
    assert set(found) == {"business.yaml", "messages.yaml", "brand/brand.css", "brand/mark.svg"}
    assert "#0b5a52" in found["brand/brand.css"]
    assert "iVBORw0KGgo=" in found["brand/mark.svg"]
    (folder / "messages.yaml").write_text(found["messages.yaml"], encoding="utf-8")
    assert load_business(folder).messages.ask_satisfaction is False
    assert set(files_of(here, {})) == {"business.yaml"}
