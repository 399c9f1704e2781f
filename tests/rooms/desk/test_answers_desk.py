"""The editor of answers: written, checked, approved, tried, brought back, read from files."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from fakes.pages import NOON, writes
from janji.care.answers_safe import MOST_BYTES
from janji.kit.text import say
from janji.vault import people
from janji.vault.house import House
from rooms.desk.conftest import signed_in

URL = "/desk/ramen-master/answers"
BICYCLE = {
    "intent": "parkir_sepeda",
    "kind": "text",
    "title_id": "Parkir sepeda",
    "title_en": "Bicycles",
    "answer_id": "Sepeda bisa diparkir di samping, di {address}.",
    "answer_en": "Bicycles stand beside the house, at {address}.",
    "phrasings_id": "parkir sepeda di mana\nada tempat sepeda",
    "phrasings_en": "where do I leave my bicycle\nbike parking",
    "base": "0",
    "act": "propose",
}


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def owner(house: House) -> Any:
    return signed_in(house, "rani", "owner")


def approve(browser: Any, *chosen: str) -> Any:
    return browser.post(f"{URL}?lang=en", {"act": "approve", "chosen": chosen})


def test_an_agent_proposes_an_owner_approves_and_the_next_question_is_answered(
    house: House, agent: Any, owner: Any
) -> None:
    question = {"message": "parkir sepeda di mana"}
    assert "Sepeda bisa diparkir" not in words(owner.post(f"{URL}/try", question))
    assert agent.post(f"{URL}/new", BICYCLE).status_code == 302
    assert "Sepeda bisa diparkir" not in words(owner.post(f"{URL}/try", question))
    assert approve(agent, "parkir_sepeda:1").status_code == 422  # an agent may not
    listed = words(owner.get(f"{URL}?lang=en"))
    assert "Waiting for a decision 1" in listed
    assert approve(owner, "parkir_sepeda:1").status_code == 302
    assert "Edition 1" in words(owner.get(f"{URL}?lang=en"))
    tried = words(owner.post(f"{URL}/try?lang=en", question))
    assert "Sepeda bisa diparkir di samping, di Jl. Contoh No. 1, Jakarta." in tried
    assert "Answers alone 100% sure" in tried.replace("  ", " ") or "Answers alone" in tried
    took = re.search(r"Worked out in ([\d.,]+) milliseconds", tried)
    assert took
    assert float(took[1].replace(",", "")) < 100


def test_what_is_wrong_stands_beside_its_field_and_line_and_nothing_is_kept(agent: Any) -> None:
    wrong = {
        **BICYCLE,
        "answer_en": "",
        "answer_id": "Di {alamat}.",
        "phrasings_id": "parkir sepeda\nsaya +62 812 0000 0001\nhalo",
        "valid_from": "2026-12-01",
        "valid_until": "2026-11-01",
        "intent": "Parkir Sepeda",
    }
    answer = agent.post(f"{URL}/new?lang=en", wrong)
    assert answer.status_code == 422
    told = words(answer)
    assert "There is no fact named “alamat”" in told
    assert "Line 2: This example holds personal data" in told
    assert "Line 3: The same words are an example of “sapaan” already" in told
    assert "Language “en” is missing" in told
    assert "The last day is before the first" in told
    assert "An intent is named in small letters" in told
    assert 'aria-invalid="true"' in answer.content.decode()
    assert "saya +62" in answer.content.decode()  # what was typed is not lost
    assert "Waiting for a decision" not in words(agent.get(f"{URL}?lang=en"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (
            "phrasings_id",
            "\n".join(f"contoh nomor satu{chr(97 + n % 26)}{n}" for n in range(10_000)),
        ),
        ("phrasings_id", "parkir\0sepeda"),
        ("phrasings_en", "x" * 5_000),
        ("answer_id", "y" * 20_000),
        ("kind", "song"),
        ("title_id", "z" * 90),
        ("valid_from", "tomorrow"),
        ("intent", "../../etc"),
    ],
)
def test_bad_input_is_refused_in_words(agent: Any, field: str, value: str) -> None:
    answer = agent.post(f"{URL}/new?lang=en", {**BICYCLE, field: value})
    assert answer.status_code in (400, 422)
    if answer.status_code == 422:
        assert "Correct" in words(answer)


def test_html_in_words_is_shown_as_words(agent: Any, owner: Any) -> None:
    evil = {
        **BICYCLE,
        "title_id": "<script>alert(1)</script>",
        "answer_id": "<img src=x onerror=1>",
    }
    agent.post(f"{URL}/new", evil)
    for page in (URL, f"{URL}/of/parkir_sepeda"):
        body = owner.get(page).content.decode()
        assert "&lt;script&gt;" in body
        assert "<script>alert" not in body
        assert "<img src=x" not in body


def test_an_old_version_is_brought_back_with_its_history(owner: Any) -> None:
    owner.post(f"{URL}/new", BICYCLE)
    approve(owner, "parkir_sepeda:1")
    changed = {**BICYCLE, "base": "1", "answer_en": "In front of the house."}
    assert owner.post(f"{URL}/of/parkir_sepeda", changed).status_code == 302
    approve(owner, "parkir_sepeda:2")
    page = words(owner.get(f"{URL}/of/parkir_sepeda?lang=en"))
    assert "answer en: In front of the house." in page
    assert "answer en: Bicycles stand beside the house, at {address}." in page
    again = {"act": "again", "version": "1"}
    assert owner.post(f"{URL}/of/parkir_sepeda", again).status_code == 302
    assert approve(owner, "parkir_sepeda:3").status_code == 302
    said = words(owner.post(f"{URL}/try?lang=en", {"message": "where do I leave my bicycle"}))
    assert "Bicycles stand beside the house" in said


def test_who_approves_sees_what_changes_against_what_is_in_force(owner: Any) -> None:
    page = words(owner.get(f"{URL}/of/lokasi?lang=en"))
    assert "Version 1" not in page
    form = form_of(owner, "lokasi") | {"answer_en": "We are behind the station.", "act": "propose"}
    owner.post(f"{URL}/of/lokasi", form)
    shown = owner.get(f"{URL}/of/lokasi?lang=en").content.decode()
    assert "<details open>" in shown
    assert re.findall(r"<ins>(.*?)</ins>", shown) == ["answer en: We are behind the station."]
    assert len(re.findall(r"<del>", shown)) == 1, "the file's own words, and nothing else"
    owner.post(URL, {"act": "decline", "chosen": "lokasi:1"})
    owner.post(f"{URL}/of/lokasi", form | {"base": "1", "answer_en": "We are at the harbour."})
    again = owner.get(f"{URL}/of/lokasi?lang=en").content.decode()
    newest = again.split("<h3>")[1]
    assert "behind the station" not in newest, "never in force, so nothing to compare with"


def test_an_answer_is_said_on_its_days_alone(owner: Any) -> None:
    def said() -> str:
        return words(owner.post(f"{URL}/try?lang=id", {"message": "parkir sepeda di mana"}))

    days = {"valid_from": "2026-11-18", "valid_until": "2026-11-18"}  # NOON's day
    owner.post(f"{URL}/new", {**BICYCLE, **days})
    approve(owner, "parkir_sepeda:1")
    assert "Sepeda bisa diparkir di samping" in said()
    over = {**BICYCLE, "valid_from": "", "valid_until": "2026-11-17", "base": "1"}
    owner.post(f"{URL}/of/parkir_sepeda", over)
    approve(owner, "parkir_sepeda:2")
    assert "Sepeda bisa diparkir di samping" not in said()
    assert "petugas" in said(), "a person is offered instead"
    later = {**BICYCLE, "valid_from": "2026-11-19", "valid_until": "", "base": "2"}
    owner.post(f"{URL}/of/parkir_sepeda", later)
    approve(owner, "parkir_sepeda:3")
    assert "Sepeda bisa diparkir di samping" not in said()


def form_of(browser: Any, intent: str) -> dict[str, str]:
    """The form of an entry as the page fills it in."""
    page = browser.get(f"{URL}/of/{intent}").content.decode()
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    fields |= {
        name: unescape(text)
        for name, text in re.findall(
            r'<textarea[^>]*name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.S
        )
    }
    kind = re.search(r'<option value="(\w+)" selected', page)
    assert kind
    return {**{k: unescape(v) for k, v in fields.items()}, "kind": kind[1]}


def test_a_save_from_an_old_page_is_refused_and_loses_no_words(owner: Any) -> None:
    owner.post(f"{URL}/new", BICYCLE)
    late = owner.post(f"{URL}/of/parkir_sepeda?lang=en", {**BICYCLE, "answer_en": "My long work."})
    assert late.status_code == 422
    assert "Somebody changed or decided this meanwhile" in words(late)
    assert "My long work." in late.content.decode()


def test_answers_about_data_are_shown_as_the_policy_gives_them(owner: Any) -> None:
    page = words(owner.get(f"{URL}/of/lama_simpan?lang=en"))
    assert "Answered from the policy" in page
    assert "The sentence in the policy" in page
    assert "7" in page
    assert owner.get(f"{URL}/of/_facts").status_code == 404
    assert owner.get(f"{URL}/of/nobody").status_code == 404


def test_what_goes_out_comes_back_in_as_the_same(owner: Any) -> None:
    for form in ("yaml", "csv"):
        file = owner.get(f"{URL}.{form}")
        assert f'filename="answers-ramen-master.{form}"' in file["Content-Disposition"]
        upload = BytesIO(file.content)
        upload.name = f"answers.{form}"
        answer = owner.post(f"{URL}/import?lang=en", {"file": upload, "whole": "yes"})
        assert "There is nothing to change" in words(answer), words(answer)[:2000]


def test_a_file_that_is_too_big_is_refused_in_words_and_nothing_is_kept(
    house: House, owner: Any
) -> None:
    upload = BytesIO(b"intent,kind\n" + b"x" * MOST_BYTES)
    upload.name = "answers.csv"
    answer = owner.post(f"{URL}/import?lang=en", {"file": upload})
    assert answer.status_code == 422
    assert say("desk.answers.file_big", "en", most=MOST_BYTES >> 20) in words(answer)
    with house.act(house.businesses[0]) as db:
        assert db.value("SELECT count(*) FROM answer_import") == 0


def test_a_file_shows_its_plan_first_and_then_waits_for_approval(owner: Any) -> None:
    text = owner.get(f"{URL}.yaml").content.decode()
    text = text.replace("- selamat pagi\n", "- selamat pagi sekali ya\n", 1)
    text += """- intent: parkir_sepeda
  kind: text
  approved_by: owner
  answer: {id: Di samping., en: Beside.}
  phrasings: {id: [parkir sepeda], en: [bike parking]}
"""
    upload = BytesIO(text.encode())
    upload.name = "new.yml"
    answer = owner.post(f"{URL}/import", {"file": upload})
    assert answer.status_code == 302
    page = owner.get(f"{answer['Location']}?lang=en")
    assert re.search("<ins>[^<]*: selamat pagi sekali ya</ins>", page.content.decode())
    assert re.search("<del>[^<]*: selamat pagi</del>", page.content.decode())
    plan = words(page)
    assert "parkir_sepeda New 0 → 2 phrasings" in plan
    assert re.search(r"sapaan See what changed 2 .*? Changed", plan)
    assert "Waiting for a decision" not in words(owner.get(f"{URL}?lang=en"))
    assert owner.post(answer["Location"]).status_code == 302
    assert "Waiting for a decision 2" in words(owner.get(f"{URL}?lang=en"))
    assert owner.get(answer["Location"]).status_code == 404  # used up
    assert approve(owner, "parkir_sepeda:1", "sapaan:1").status_code == 302


BOMB = "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nentries: [*b,*b,*b]\n"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.yaml", BOMB, ":2:8: This file uses YAML anchors"),
        ("a.yaml", "[" * 100_000, "nested too deeply"),
        ("a.yaml", "entries:\n  - intent: x\n   kind: y\n", ":3:"),
        ("a.yaml", "entries: []\n\0", "cannot be read as YAML"),
        ("a.csv", "intent,kind\nx,y\n", ":1:1: The first line must hold"),
        (
            "a.csv",
            'intent,kind,field,language,text\nx,text,answer,id,"open',
            "cannot be read as CSV",
        ),
        (
            "a.csv",
            "intent,kind,field,language,text\nx,text,song,id,la\n",
            ":2:3: “song” is no known",
        ),
    ],
)
def test_a_bad_file_says_where_and_changes_nothing(
    owner: Any, name: str, content: str, told: str
) -> None:
    upload = BytesIO(content.encode())
    upload.name = name
    answer = owner.post(f"{URL}/import?lang=en", {"file": upload})
    assert answer.status_code == 422
    assert told in words(answer)


def test_a_colleague_s_phrasing_is_learned_at_once_or_declined(house: House, owner: Any) -> None:
    put = """INSERT INTO answer_proposal (business_id, proposal_id, intent, phrasing, language,
                                          proposed_by, at, expires_on, person_id)
             VALUES (%(business)s, %(id)s, 'jam_buka', %(words)s, 'id', 1, %(now)s, '2026-11-24',
                     %(person)s)"""
    person = writes(house, "kedai masih menyala ga")
    ids = {text: uuid4() for text in ("kedai masih menyala ga", "lampunya sudah mati")}
    with house.act(house.businesses[0]) as db:
        for text, one in ids.items():
            db.run(put, id=one, words=text, now=NOON, person=person)
    page = words(owner.get(f"{URL}?lang=en"))
    assert "kedai masih menyala ga" in page
    first, second = ids.values()
    assert owner.post(URL, {"act": "learn", "proposal": str(first)}).status_code == 302
    assert owner.post(URL, {"act": "not_learn", "proposal": str(second)}).status_code == 302
    assert "lampunya sudah mati" not in words(owner.get(f"{URL}?lang=en"))
    tried = words(owner.post(f"{URL}/try?lang=en", {"message": "kedai masih menyala ga"}))
    assert "jam_buka" in tried
    assert "100% alike" in tried
    with house.act(house.businesses[0]) as db:
        people.forget(db, [person])  # what was learned is the shop's own, the rest was theirs
        left = db.all("SELECT proposal_id, person_id FROM answer_proposal")
    assert [tuple(one) for one in left] == [(first, None)]


def test_words_it_did_not_understand_are_counted_and_opened_only_through_the_gate(
    house: House, owner: Any
) -> None:
    business = house.businesses[0]
    turn = """INSERT INTO turn (business_id, turn_id, expires_on, person_id, at, intent, band,
                                outcome, language, messages)
              VALUES (%(business)s, %(turn)s, %(day)s, %(person)s, %(at)s, 'menu', 'ask', 'asked',
                      'id', 1)"""
    for n in range(6):
        person = writes(house, f"aneh sekali {n} 08120000000{n}", number=f"+628120000005{n}")
        with house.act(business) as db:
            day = business.policy.keep_until("conversation", NOON, business.zone)
            db.run("UPDATE message SET handled_at = %(at)s WHERE business_id = %(business)s"
                   " AND person_id = %(person)s", at=NOON, person=person)  # fmt: skip
            db.run(turn, turn=uuid4(), day=day, person=person, at=NOON)
    page = words(owner.get(f"{URL}/doubts?lang=en"))
    assert re.search(r"Menu 6 Open the words", page), page[:1500]
    assert "aneh sekali" not in page

    def reads() -> int:
        with house.act(business) as db:
            return int(db.value(
                "SELECT count(*) FROM ledger WHERE business_id = %(business)s"
                " AND action = 'vault.read' AND detail LIKE '%%improve_service%%'"
            ))  # fmt: skip

    assert reads() == 0
    opened = owner.post(f"{URL}/doubts?lang=en", {"intent": "menu"})
    assert "aneh sekali 3" in words(opened)
    assert "081200000003" not in opened.content.decode()  # masked
    assert reads() == 1


def test_where_two_must_agree_the_owner_cannot_approve_their_own(owner: Any, agent: Any) -> None:
    assert owner.post(URL, {"act": "four_eyes", "on": "yes"}).status_code == 302
    owner.post(f"{URL}/new", BICYCLE)
    refused = approve(owner, "parkir_sepeda:1")
    assert refused.status_code == 422
    assert "asks for two people" in words(refused)
    agent.post(f"{URL}/of/parkir_sepeda", {**BICYCLE, "base": "1"})
    assert approve(owner, "parkir_sepeda:2").status_code == 302


def test_one_person_does_not_switch_two_people_off_to_approve_their_own(
    house: House, owner: Any
) -> None:
    second = signed_in(house, "rama", "owner")
    assert owner.post(URL, {"act": "four_eyes", "on": "yes"}).status_code == 302
    owner.post(f"{URL}/new", BICYCLE)
    off = owner.post(f"{URL}?lang=en", {"act": "four_eyes", "on": "no"})
    assert off.status_code == 422
    assert "takes a second person" in words(off)
    assert approve(owner, "parkir_sepeda:1").status_code == 422
    page = "/desk/ramen-master/staff/approvals"
    found = re.search(r'name="ask" value="([^"]+)"', second.get(page).content.decode())
    assert found
    assert second.post(page, {"ask": found[1], "act": "yes"}).status_code == 302
    assert owner.post(URL, {"act": "four_eyes", "on": "no"}).status_code == 302
    assert approve(owner, "parkir_sepeda:1").status_code == 302


def test_facts_fill_gaps_and_a_missing_one_is_refused(owner: Any) -> None:
    page = owner.get(f"{URL}/facts").content.decode()
    names = re.findall(r'name="name" value="(\w+)"', page)
    assert "address" in names
    rest = [name for name in names if name != "address"]
    lost = {"name": rest, "id": ["x"] * len(rest), "en": ["x"] * len(rest), "base": "0"}
    answer = owner.post(f"{URL}/facts?lang=en", lost)
    assert answer.status_code == 422
    assert "There is no fact named “address”" in words(answer)
    whole = {"name": names, "id": ["Jl. Baru 5"] * len(names), "en": ["5 New St"] * len(names),
             "base": "0"}  # fmt: skip
    assert owner.post(f"{URL}/facts", whole).status_code == 302
    assert approve(owner, "_facts:1").status_code == 302
    said = words(owner.post(f"{URL}/try", {"message": "alamatnya di mana"}))
    assert "Jl. Baru 5" in said


def test_officer_and_cashier_do_not_write_answers(officer: Any, cashier: Any) -> None:
    for browser in (officer, cashier):
        for page in (
            "",
            "/new",
            "/try",
            "/doubts",
            "/facts",
            "/import",
            "/of/menu",
            ".yaml",
            ".csv",
        ):
            assert browser.get(f"{URL}{page}").status_code == 403
