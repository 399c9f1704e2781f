"""janji new: a complete folder for a new business, from a few questions or from options."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from janji.cli.folders import settings
from janji.cli.main import language
from janji.kit.errors import JanjiError
from janji.kit.text import say

if TYPE_CHECKING:
    from janji.policy.start import Start
    from janji.policy.start_neighbours import Neighbour

ASKED = (
    "name", "legal_form", "legal_name", "about", "languages", "zone", "email", "phone", "whatsapp",
    "address", "channels", "hours", "holidays", "does", "keep", "marketing", "notice", "officer",
    "registration", "twilio_since",
)  # fmt: skip
OWED = frozenset({"name", "email", "phone", "whatsapp"})
FREE = frozenset({"about", "address", "officer", "registration", "twilio_since"})
FORMS = {"PT": "PT ", "CV": "CV ", "firm": "Firma ", "person": ""}


@dataclass
class Answers:
    """What was answered so far, read and raw; problems: what could not be read, by question."""

    facts: dict[str, Any]
    problems: dict[str, JanjiError]


@click.command()
@click.argument("name", required=False)
@click.option("--slug")
@click.option("--legal-form")
@click.option("--legal-name")
@click.option("--about")
@click.option("--languages")
@click.option("--zone")
@click.option("--email")
@click.option("--phone")
@click.option("--whatsapp")
@click.option("--address")
@click.option("--channels")
@click.option("--hours")
@click.option("--holidays")
@click.option("--does")
@click.option("--keep", "keep")
@click.option("--marketing")
@click.option("--notice")
@click.option("--officer")
@click.option("--registration")
@click.option("--twilio-since")
@click.option("--yes", "quiet", is_flag=True)
def new(quiet: bool, **given: str | None) -> None:
    """Write businesses/<name>/, complete and commented, so that `janji check` finds no error."""
    answers = read_given({key: value for key, value in given.items() if value is not None})
    refuse(answers)
    if not quiet and sys.stdin.isatty():
        click.echo(say("cli.new.welcome", language()))
        ask_the_rest(answers.facts)
    else:
        take_defaults(answers)
    refuse(answers)
    made = written(answers.facts)
    click.echo(say("cli.new.made", language(), folder=made, name=made.name, **law_on(made)))


def read_given(given: dict[str, str]) -> Answers:
    """The options as facts, and every one that cannot be read."""
    from janji.policy.start_answers import READERS

    answers = Answers({}, {})
    for key, typed in given.items():
        try:
            answers.facts[key] = READERS[key](typed)
        except JanjiError as error:
            answers.problems[key] = error
    return answers


def refuse(answers: Answers) -> None:
    """Raise everything that is wrong with the options at once, or nothing."""
    if not answers.problems:
        return
    spoken = language()
    lines = [
        f"  {option(key)}: {say(error.code, spoken, **error.values)}"
        for key, error in answers.problems.items()
    ]
    raise JanjiError("cli.new.refused", 400, lines="\n".join(lines))


def option(key: str) -> str:
    """How a question is called on the command line."""
    if key == "name":
        return say("cli.word.name", language())
    return "--" + key.replace("_", "-")


def take_defaults(answers: Answers) -> None:
    """What was not said, as it usually is; what has no usual answer is a problem."""
    from janji.policy.start_answers import READERS

    for key in ASKED:
        if key in answers.facts or key in FREE:
            continue
        if key in OWED:
            answers.problems[key] = JanjiError("cli.new.needed", 400)
        elif not answers.problems:
            answers.facts[key] = READERS[key](usual(key, answers.facts))


def usual(key: str, facts: dict[str, Any]) -> str:
    """The answer that stands when nobody says otherwise; empty when there is none."""
    from janji.policy.start import defaults

    known = {
        "legal_form": "person", "languages": "id,en", "zone": "WIB", "channels": "whatsapp,email",
        "holidays": "no", "does": "care", "marketing": "no",
    }  # fmt: skip
    if key == "legal_name":
        return legal_name(str(facts["name"]), str(facts["legal_form"]))
    if key == "phone":
        return str(facts.get("whatsapp", ""))
    if key == "whatsapp":
        return str(facts.get("phone", ""))
    return known.get(key) or defaults().get(key, "")


def legal_name(name: str, form: str) -> str:
    """The name with its form before it, unless it stands there already."""
    before = FORMS[form]
    return name if name.upper().startswith(before.strip().upper() + " ") else before + name


def ask_the_rest(facts: dict[str, Any]) -> None:
    """Ask what was not said, again until it can be read; a mere Enter takes the usual answer."""
    for key in ASKED:
        if key not in facts:
            found = answered(key, usual(key, facts))
            if found is not None:
                facts[key] = found


def answered(key: str, proposed: str) -> Any:
    """One answer as a fact; None when the question is free and nothing was written."""
    from janji.policy.start_answers import READERS

    spoken = language()
    hint = "optional" if key in FREE else "default"
    shown = say(f"cli.new.hint.{hint}", spoken, usual=in_words(key, proposed))
    while True:
        typed = click.prompt(
            say(f"cli.new.ask.{key}", spoken) + (shown if proposed or key in FREE else ""),
            default="", show_default=False,
            prompt_suffix="\n> ",
        )  # fmt: skip
        if not typed.strip() and key in FREE:
            return None
        try:
            return READERS[key](typed if typed.strip() else proposed)
        except JanjiError as error:
            click.echo("  " + say(error.code, spoken, **error.values))


def in_words(key: str, proposed: str) -> str:
    """A proposed answer in the reader's language, where it has words of its own."""
    from janji.policy.start import span_of
    from janji.policy.start_answers import LISTS, chosen_words
    from janji.policy.start_hours import spoken_days
    from janji.policy.words import span_words

    if key in ("keep", "notice"):
        return span_words(span_of(proposed), language())
    if key in ("holidays", "marketing"):
        return say("cli.new.no", language())
    if key == "hours":
        return spoken_days(proposed, language())
    if key in LISTS:
        return chosen_words(proposed, *LISTS[key], language())
    return proposed


def written(facts: dict[str, Any]) -> Path:
    """The folder, in its place. Raises: JanjiError policy.start.taken, .sender_taken."""
    from janji.cli.check import well_formed
    from janji.policy.start import files_of
    from janji.policy.start_folder import placed
    from janji.policy.start_neighbours import neighbours

    businesses = settings().businesses
    start = start_of(facts, neighbours(businesses))
    return placed(businesses, start.slug, files_of(start), well_formed)


def law_on(folder: Path) -> dict[str, int]:
    """What the law's questions find in the new policy today: errors, warnings, passed."""
    from janji.cli.check import day_of
    from janji.policy.lint_report import counts, policy_report

    return counts(policy_report(folder, day_of(None)))


def start_of(facts: dict[str, Any], others: list[Neighbour]) -> Start:
    """The new business, out of the way of the *others*."""
    from janji.cli.check import day_of
    from janji.policy.start import Start
    from janji.policy.start_answers import slug_from
    from janji.policy.start_neighbours import free_number, free_prefix
    from janji.policy.start_wrong import wrong

    slug = facts.get("slug") or slug_from(facts["name"])
    owner = next((one.slug for one in others if one.sender == facts["whatsapp"]), None)
    if owner:
        raise wrong("sender_taken", slug=owner)
    today: date = day_of(None)
    since = facts.get("twilio_since")
    if since and since > today:
        raise wrong("future_day")
    return Start(
        name=facts["name"], slug=slug, number=free_number(others), prefix=free_prefix(slug, others),
        legal_form=facts["legal_form"], controller=facts["legal_name"],
        languages=facts["languages"], zone=facts["zone"], by_mail=facts["channels"],
        email=facts["email"], phone=facts["phone"], whatsapp=facts["whatsapp"],
        hours=facts["hours"], open_on_holidays=facts["holidays"], does=facts["does"],
        keep=facts["keep"], notice=facts["notice"], marketing=facts["marketing"], today=today,
        spoken=language(), address=facts.get("address"), about=facts.get("about"),
        officer=facts.get("officer"), registration=facts.get("registration"), twilio_since=since,
    )  # fmt: skip
