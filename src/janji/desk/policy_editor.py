"""The policy as text at the desk: every fault at its line while the owner types, saved as a draft.

The file in the folder is never written. A draft is what `janji plan` and the plan's page show;
nothing of it counts before it is taken there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from janji.desk.look import tell
from janji.desk.policy_faults import Fault, faults_of
from janji.desk.spoken import keeping
from janji.desk.staff import business_of, for_work, house_of, language_of
from janji.kit.errors import Refused
from janji.policy.edits import Easy, easy_values, replaced
from janji.policy.nodes import parse
from janji.policy.reader import MOST_BYTES, MOST_WORDS, PolicyRefused
from janji.policy.sentences import Sentence, resting_on, reworded
from janji.vault import policy_drafts
from janji.vault.policy_drafts import Draft
from janji.vault.versions import Words

FILES = {"policy": MOST_BYTES, "published": MOST_WORDS}


@dataclass(frozen=True)
class Desk:
    """What stands on the page. file: which text is open; seen: the edition it began from.

    along: the other text was changed with it and is sent along; stuck: sentences, by their ids,
    that could not be written anew by the form.
    """

    words: Words
    file: str
    seen: int
    draft: Draft | None
    moved: bool
    unsaved: bool = False
    along: bool = False
    stuck: tuple[str, ...] = ()

    @property
    def other(self) -> str:
        """The text that is not open."""
        return self.words.published if self.file == "policy" else self.words.source

    @property
    def text(self) -> str:
        """The text that is open."""
        return self.words.source if self.file == "policy" else self.words.published


@for_work("settings")
@require_http_methods(["GET", "HEAD", "POST"])
def policy_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the text, or do what was pressed: check, put in a number, save, throw away."""
    desk = opened(request)
    if request.method != "POST":
        return shown(request, desk)
    desk = typed(request, desk)
    act, refused = request.POST.get("act", "check"), None
    if act == "save" and desk.stuck:
        return shown(request, desk)
    if act == "save":
        refused = saved(request, desk)
    elif act == "discard":
        refused = thrown_away(request, desk)
    if act in ("save", "discard") and refused is None:
        tell(request, f"desk.policy_edit.told_{act}")
        return redirect(f"{request.path}?file={desk.file}")
    if refused:  # the next press means it: the page shows what is saved by now
        desk = replace(desk, seen=now_saved(request), unsaved=True)
    return shown(request, desk, refused)


@for_work("settings", wakes=False)
@require_POST
def policy_check(request: HttpRequest, slug: str) -> HttpResponse:
    """The faults of a text that is being typed, as a piece of the page; nothing is kept."""
    desk = typed(request, opened(request))
    return render(request, "desk/_policy_faults.html", faults(request, desk))


def opened(request: HttpRequest) -> Desk:
    """What is being written, or the files when nobody writes or they have changed since."""
    house, here = house_of(request), business_of(request)
    file = request.GET.get("file", "policy")
    with house.act(here) as db:
        draft = policy_drafts.of(db)
    try:
        files = policy_drafts.in_folder(here.folder)
    except PolicyRefused:  # no text at all: only a draft can be shown
        files = draft.words if draft else Words("", "")
    moved = draft is not None and draft.base != policy_drafts.base_of(files)
    words = draft.words if draft and not moved else files
    seen = draft.edition if draft else 0
    return Desk(words, file if file in FILES else "policy", seen, draft, moved)


def typed(request: HttpRequest, desk: Desk) -> Desk:
    """The page as it was sent: its text, with what was written in the form put in."""
    given = request.POST
    file = given.get("file", "policy")
    file = file if file in FILES else "policy"
    text = given.get("text", "").replace("\r\n", "\n")
    saved = desk.words.published if file == "policy" else desk.words.source
    other = given.get("other", saved).replace("\r\n", "\n")
    words = Words(text, other) if file == "policy" else Words(other, text)
    stuck: tuple[str, ...] = ()
    if given.get("act") in ("easy", "save") and file == "policy":
        words, stuck = filled_in(words, written(given))
    seen = given.get("seen", "")
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0
    along = (words.published if file == "policy" else words.source) != saved
    return Desk(
        words, file, number, desk.draft, desk.moved, unsaved=words != desk.words, along=along,
        stuck=stuck,
    )  # fmt: skip


def written(given: Mapping[str, str]) -> dict[str, str]:
    """The boxes in which something else stands than when the page was shown.

    A number that was changed in the text meanwhile is not changed back by a box nobody touched.
    """
    boxes = {name: " ".join(said.split()) for name, said in given.items()}
    return {name: said for name, said in boxes.items() if boxes.get(f"was.{name}") != said}


def filled_in(words: Words, given: Mapping[str, str]) -> tuple[Words, tuple[str, ...]]:
    """Both texts with the numbers and sentences of the form; the ids of sentences that it cannot.

    Sentences first: a number that changes is no length that a sentence is found by any more.
    """
    stuck: list[str] = []
    for one in sentences(words.source):
        said = given.get(one.name, one.words)
        if said != " ".join(one.words.split()):
            try:
                words = Words(*reworded(*words, one, said))
            except LookupError:
                stuck += one.ids
    asked = {one.name: given.get(one.name, "") for one in easy_values(words.source)}
    source, unfit = with_numbers(words.source, asked)
    return Words(source, words.published), tuple(dict.fromkeys([*stuck, *unfit]))


def sentences(text: str) -> list[Sentence]:
    """Every sentence that the form offers, each once."""
    tree = parse(text).tree
    found = [one for easy in easy_values(text) for one in resting_on(tree, easy.name, easy.span)]
    return list({one.name: one for one in found}.values())


def with_numbers(text: str, asked: dict[str, str]) -> tuple[str, list[str]]:
    """*text* with each value of the form that differs, and the names of those that do not fit."""
    unfit = []
    for one in easy_values(text):
        value = asked.get(one.name, "").strip()
        if value and value != one.value:
            try:
                text = replaced(text, one.path, value)
            except LookupError:
                unfit.append(one.name)
    return text, unfit


def saved(request: HttpRequest, desk: Desk) -> Refused | None:
    """Keep the text as the draft, broken or not; why not, else."""
    house, here = house_of(request), business_of(request)
    sizes = {"policy": desk.words.source, "published": desk.words.published}
    for file, text in sizes.items():
        if len(text.encode("utf-8", "replace")) > FILES[file] or "\0" in text:
            return Refused("desk.policy_edit.too_large", {"most": FILES[file]})
    author = cast("User", request.user).get_username()
    with house.act(here) as db:
        kept = policy_drafts.keep(
            db, here, desk.words, author=author, now=house.clock.now(), seen=desk.seen
        )
    return kept if isinstance(kept, Refused) else None


def thrown_away(request: HttpRequest, desk: Desk) -> Refused | None:
    """Forget the draft: the files are the proposal again."""
    with house_of(request).act(business_of(request)) as db:
        return policy_drafts.discard(db, desk.seen)


def now_saved(request: HttpRequest) -> int:
    """The edition that is saved by now; 0 when there is none."""
    with house_of(request).act(business_of(request)) as db:
        draft = policy_drafts.of(db)
    return draft.edition if draft else 0


def shown(request: HttpRequest, desk: Desk, refused: Refused | None = None) -> HttpResponse:
    """The page."""
    facts: dict[str, Any] = {
        "desk": desk,
        "easy": offered(desk.words.source, language_of(request)),
        "plan": plan_address(request),
        "refused": refused,
        "lines": desk.text.count("\n") + 1,
    }
    facts |= faults(request, desk)
    return render(request, "desk/policy_edit.html", facts, status=409 if refused else 200)


def offered(text: str, language: str) -> list[dict[str, Any]]:
    """The numbers of the form, each with the sentences that rest on it; no sentence twice."""
    tree, shown = parse(text).tree, set[str]()
    found = []
    for one in easy_values(text):
        mine = [said for said in resting_on(tree, one.name, one.span) if said.name not in shown]
        shown |= {said.name for said in mine}
        found.append({**named(one, language), "sentences": mine})
    return found


def named(one: Easy, language: str) -> dict[str, str]:
    """A number of the form with its place, and its label where the file gives one."""
    return {"name": one.name, "value": one.value, "label": one.label.get(language, ""),
            "kind": str(one.path[-1])}  # fmt: skip


def faults(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """What is wrong and what the law says, those of the open text first."""
    here, today = business_of(request), day_of(request)
    found = faults_of(here, desk.words, today, language_of(request))
    mine: list[Fault] = [one for one in found.faults if one.file == desk.file]
    other = [one for one in found.faults if one.file != desk.file]
    return {"mine": mine, "other": other, "found": found, "desk": desk}


def day_of(request: HttpRequest) -> date:
    """Today where the business is."""
    return house_of(request).today(business_of(request))


def plan_address(request: HttpRequest) -> str | None:
    """Where the plan of the draft is shown."""
    try:
        return keeping(request, reverse("desk:policy", args=[business_of(request).slug]))
    except NoReverseMatch:
        return None


URLS = [
    path("<slug:slug>/policy/edit", policy_edit, name="policy_edit"),
    path("<slug:slug>/policy/edit/check", policy_check, name="policy_check"),
]
