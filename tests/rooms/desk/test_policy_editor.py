"""The owner writes a proposal: checked while typing, saved beside the file, never over another."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from fakes.pages import browser_of, open_pages
from janji.cli.opening import applied
from janji.kit.postgres import Server
from janji.kit.text import say
from janji.vault import plans, policy_drafts, proposals
from janji.vault.house import House
from rooms.desk.conftest import signed_in

AT = "/desk/ramen-master/policy/edit"
BUSINESSES = Path(__file__).resolve().parents[3] / "businesses"


@pytest.fixture
def house(server: Server, tmp_path: Path) -> Iterator[House]:
    """A house with a folder of its own, for its files change; its policy is applied."""
    shutil.copytree(BUSINESSES / "ramen-master", tmp_path / "b" / "ramen-master")
    chosen = {"JANJI_BUSINESSES": str(tmp_path / "b")}
    with open_pages(server, tmp_path / "home", "policy_editor", **chosen) as made:
        browser_of(made)
        applied(made, made.businesses[0])
        yield made


def words(answer: Any) -> str:
    return str(answer.content.decode())


def opened(owner: Any, file: str = "policy") -> tuple[str, str]:
    """The text in the box and the edition it began from."""
    page = words(owner.get(f"{AT}?file={file}&lang=en"))
    text = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    seen = re.search(r'name="seen" value="(\d+)"', page)
    assert text
    assert seen
    return unescape(text[1]), seen[1]


def sent(owner: Any, text: str, act: str, seen: str = "0", **more: str) -> Any:
    return owner.post(AT, {"file": "policy", "text": text, "act": act, "seen": seen, **more})


def test_only_the_owner_writes_the_policy(owner: Any, agent: Any, officer: Any) -> None:
    assert owner.get(AT).status_code == 200
    for other in (agent, officer):
        assert other.get(AT).status_code == 403
        assert other.post(f"{AT}/check", {"text": ""}).status_code == 403
        assert sent(other, "x", "save").status_code == 403


def test_the_file_stands_there_letter_for_letter_and_is_good(house: House, owner: Any) -> None:
    text, seen = opened(owner)
    here = house.businesses[0].folder
    assert text == (here / "policy.yaml").read_text(encoding="utf-8")
    assert seen == "0"
    published, _ = opened(owner, "published")
    assert published == (here / "published.txt").read_text(encoding="utf-8")
    assert say("desk.policy_edit.sum_good", "en") in words(owner.get(f"{AT}?lang=en"))


def test_a_fault_is_told_at_its_line_while_typing_and_nothing_is_kept(
    house: House, owner: Any
) -> None:
    text, _ = opened(owner)
    line = text[: text.index("    keep: 7 days")].count("\n") + 1
    answer = owner.post(f"{AT}/check?lang=en", {
        "file": "policy", "text": text.replace("keep: 7 days", "keep: forever", 1),
    })  # fmt: skip
    assert answer.status_code == 200
    assert f'data-line="{line}"' in words(answer)
    assert "<html" not in words(answer)
    with house.act(house.businesses[0]) as db:
        assert policy_drafts.of(db) is None


def test_the_law_answers_once_the_file_can_be_used(owner: Any) -> None:
    text, _ = opened(owner)
    looser = text.replace("notify: [person, agency]", "notify: [agency]", 1)
    told = words(owner.post(f"{AT}/check?lang=en", {"file": "policy", "text": looser}))
    assert "BRCH-01" in told
    assert say("desk.policy_edit.fix", "en") in told


def test_a_saved_proposal_is_what_the_plan_shows_and_the_file_stays(
    house: House, owner: Any
) -> None:
    here = house.businesses[0]
    before = (here.folder / "policy.yaml").read_bytes()
    text, seen = opened(owner)
    shorter = sent(owner, text, "easy", seen, **{"retention.conversation.keep": "5 days"})
    box = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", words(shorter), re.DOTALL)
    assert box
    changed = unescape(box[1])
    assert changed.count("5 days") == text.count("5 days") + 2
    assert sent(owner, changed, "save", seen).status_code == 302
    assert opened(owner) == (changed, "1")
    assert (here.folder / "policy.yaml").read_bytes() == before
    with house.act(here) as db:
        made = plans.make(db, here, house.clock.now(), house.today(here))
    assert [one.place for one in made.changes][:1] == ["retention.conversation.keep"]
    assert made.new.words.source == changed


def test_whoever_saves_second_is_told_and_loses_nothing(house: House, owner: Any) -> None:
    second = signed_in(house, "rani", "owner")
    text, seen = opened(owner)
    assert sent(owner, text + "# one\n", "save", seen).status_code == 302
    late = sent(second, text + "# two\n", "save", seen)
    assert late.status_code == 409
    assert "# two" in words(late)
    assert opened(owner)[0].endswith("# one\n")
    again = re.search(r'name="seen" value="(\d+)"', words(late))
    assert again
    assert sent(second, text + "# two\n", "save", again[1]).status_code == 302
    assert opened(owner)[0].endswith("# two\n")


def test_a_proposal_that_is_thrown_away_leaves_the_file(owner: Any) -> None:
    text, seen = opened(owner)
    sent(owner, text + "# mine\n", "save", seen)
    assert sent(owner, "", "discard", "7").status_code == 409  # another edition than was seen
    assert sent(owner, "", "discard", "1").status_code == 302
    assert opened(owner) == (text, "0")


def test_a_file_that_changes_meanwhile_is_the_proposal_again_and_the_older_words_stay_seen(
    house: House, owner: Any
) -> None:
    here = house.businesses[0]
    text, seen = opened(owner)
    sent(owner, text + "# mine\n", "save", seen)
    with house.act(here) as db:
        assert policy_drafts.standing(db, here)
    (here.folder / "policy.yaml").write_text(text + "# theirs\n", encoding="utf-8")
    page = words(owner.get(f"{AT}?lang=en"))
    with house.act(here) as db:
        assert policy_drafts.standing(db, here) is None
    assert say("desk.policy_edit.moved_title", "en") in page
    assert "# theirs" in page
    assert "# mine" in page


def test_what_harms_is_refused_with_the_text_still_there(owner: Any) -> None:
    bomb = "a: &a [x]\nb: [" + "*a," * 1000 + "]\n"
    told = words(owner.post(f"{AT}/check?lang=en", {"file": "policy", "text": bomb}))
    assert "data-line" in told
    large = sent(owner, "kata " * 50_000, "save", file="published")
    assert large.status_code == 409
    assert "kata kata" in words(large)
    assert "<script>" not in words(owner.post(f"{AT}/check", {
        "file": "policy", "text": "<script>alert(1)</script>: {"}))  # fmt: skip


def test_a_number_and_the_sentences_that_rest_on_it_change_together(
    house: House, owner: Any
) -> None:
    page = words(owner.get(f"{AT}?lang=en"))
    names = re.findall(
        r'<textarea class="input"[^>]*name="([^"]+)"[^>]*>\n([^<]*)</textarea>', page
    )
    said = {name: unescape(text) for name, text in names}
    (mine,) = [name for name, text in said.items() if text.startswith("Semua data disimpan")]
    text, seen = opened(owner)
    new = said[mine].replace("1 (satu) minggu", "5 (lima) hari")
    answer = sent(
        owner, text, "easy", seen, **said | {mine: new, "retention.conversation.keep": "5 days"}
    )
    put = words(answer)
    assert say("desk.policy_edit.along", "id") in put
    assert say("desk.policy_edit.sum_good", "id") in put, "both files say the same"
    found = re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', put, re.DOTALL)
    other = re.search(r'<textarea name="other" hidden>\n(.*?)</textarea>', put, re.DOTALL)
    assert found
    assert other
    both = {"other": unescape(other[1])}
    assert "5 (lima) hari" in both["other"]
    assert sent(owner, unescape(found[1]), "save", seen, **both).status_code == 302
    here = house.businesses[0]
    with house.act(here) as db:
        made = plans.make(db, here, house.clock.now(), house.today(here))
        draft = policy_drafts.standing(db, here)
    assert draft is not None
    assert draft.words.published.count("5 (lima) hari") == 1
    assert draft.words.source.count("5 (lima) hari") == 2
    assert "    keep: 5 days" in draft.words.source
    assert not made.blocks


def test_a_sentence_that_stands_in_one_file_alone_is_named_and_the_number_goes_in(
    house: House, owner: Any
) -> None:
    text, seen = opened(owner)
    here = house.businesses[0].folder / "published.txt"
    here.write_text(here.read_text(encoding="utf-8").replace("MAKSIMAL", "PALING"), "utf-8")
    page = words(owner.get(f"{AT}?lang=en"))
    names = re.findall(
        r'<textarea class="input"[^>]*name="([^"]+)"[^>]*>\n([^<]*)</textarea>', page
    )
    said = {name: unescape(text) for name, text in names}
    (mine,) = [name for name, text in said.items() if text.startswith("Semua data disimpan")]
    answer = words(sent(owner, text, "easy", seen, **{
        mine: "Lima hari saja.", "retention.conversation.keep": "5 days"}))  # fmt: skip
    assert "R-24, R-25" in answer.split('role="alert"')[1].split("</div>")[0]
    assert "    keep: 5 days" in unescape(answer)


def test_what_was_written_at_the_desk_and_taken_leaves_no_false_alarm_about_the_folder(
    house: House, owner: Any
) -> None:
    text, seen = opened(owner)
    assert sent(owner, text.replace("keep: 7 days", "keep: 5 days", 1)
                .replace("at_most: 7 days\n        starts: message\n        controlled_by: us",
                         "at_most: 5 days\n        starts: message\n        controlled_by: us"),
                "save", seen).status_code == 302  # fmt: skip
    here = house.businesses[0]
    with house.act(here) as db:
        assert proposals.look(db, here.folder).state == "same", "the files say what is in force"
        now, today = house.clock.now(), house.today(here)
        made = plans.make(db, here, now, today)
        assert plans.apply(db, here, made.name, author="oki", now=now, today=today) == 2
    with house.act(here) as db:
        assert proposals.look(db, here.folder).state == "desk"
        assert plans.make(db, here, house.clock.now(), house.today(here)).changes == ()
    health = words(owner.get("/desk/ramen-master/health?lang=en"))
    assert "policy-changed" not in health
    path = here.folder / "policy.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# lain\n", encoding="utf-8")
    with house.act(here) as db:
        assert proposals.look(db, here.folder).state == "changed", "now the folder proposes"


def test_saving_takes_what_was_written_in_the_form_and_never_undoes_the_text(
    house: House, owner: Any
) -> None:
    text, seen = opened(owner)
    mine = {"retention.conversation.keep": "5 days", "was.retention.conversation.keep": "7 days"}
    assert sent(owner, text, "save", seen, **mine).status_code == 302
    after, seen = opened(owner)
    assert "    keep: 5 days" in after
    untouched = dict.fromkeys(mine, "5 days")
    typed = after.replace("    keep: 5 days", "    keep: 4 days")
    assert sent(owner, typed, "save", seen, **untouched).status_code == 302
    last, seen = opened(owner)
    assert "    keep: 4 days" in last, "a box nobody touched changes nothing back"
    odd = {"retention.conversation.keep": "4 # days", "was.retention.conversation.keep": "4 days"}
    answer = words(sent(owner, last, "save", seen, **odd))
    assert "retention.conversation.keep" in answer.split('role="alert"')[1].split("</div>")[0]
    assert opened(owner) == (last, seen), "nothing was saved"
