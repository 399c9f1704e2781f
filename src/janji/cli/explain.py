"""janji explain: the sentence, the rule, the module that acts, the proof, and its last result."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

import click

from janji.cli.folders import settings
from janji.cli.main import language
from janji.kit.dates import day_and_time
from janji.kit.errors import JanjiError
from janji.kit.text import say

if TYPE_CHECKING:
    from janji.audit.standing import Seen
    from janji.cli.standing import Standing
    from janji.policy.business import Business
    from janji.policy.explain import Entry, Reason
    from janji.policy.grounds import Clause

SECONDARY = frozenset({"label", "reason", "basis", "dpv", "fideslang"})
MOST_WORDS = 400


@click.command()
@click.argument("business")
@click.argument("asked")
@click.option("--json", "as_json", is_flag=True)
def explain(business: str, asked: str, as_json: bool) -> None:
    """Say why something is so: sentence, rule, who acts, proof and its last result."""
    from janji.cli.standing import bound
    from janji.policy.because import question
    from janji.policy.explain import explain as found_for

    (here,) = bound(settings(), business)
    found = here.business
    entries, reasons = found_for(found, asked)
    law = question(asked)
    if not entries and not reasons and law is None:
        unknown(found, asked)
    told: dict[str, Any] = {
        "entries": [entry_facts(one, here) for one in entries],
        "promises": [told_of(one, here) for one in reasons],
    }
    if law is not None:
        told["law"] = {"id": law.id, "asks": law.asks, "law": law.law}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if law is not None:
        click.echo(f"{law.id}  {law.asks[language()]}\n      {law.law}\n")
    for entry, its in zip(entries, told["entries"], strict=True):
        click.echo("\n".join([entry_words(entry), *ground_words(its)]) + "\n")
    for one in told["promises"]:
        click.echo("\n".join(promise_words(one, found.zone, with_law=not entries)) + "\n")


def unknown(business: Business, asked: str) -> NoReturn:
    """Say that nothing is called so, with what may have been meant. Raises: JanjiError."""
    from janji.policy.because import near

    close, word, name = ", ".join(near(business, asked)), asked[:80], business.slug
    if close:
        raise JanjiError("cli.nearly_explained", near=close, asked=word, business=name)
    raise JanjiError("cli.nothing_explained", asked=word, business=name)


def entry_facts(entry: Entry, here: Standing) -> dict[str, Any]:
    """One declared thing as plain JSON values."""
    from janji.policy.grounds import clauses, line_of

    return {
        "path": entry.path, "line": line_of(here.reading, entry.path), "value": entry.value,
        "law": [law_facts(one) for one in clauses(entry.path, entry.value)],
    }  # fmt: skip


def law_facts(clause: Clause) -> dict[str, Any]:
    """One clause of the law as plain JSON values."""
    return {
        "law": clause.law,
        "laws": clause.laws,
        "id": clause.id or None,
        "asks": dict(clause.asks) or None,
    }


def told_of(found: Reason, here: Standing) -> dict[str, Any]:
    """One promise as plain JSON values."""
    from janji.policy.because import actors
    from janji.policy.explain import law_behind
    from janji.policy.grounds import line_of, line_of_promise

    promise = found.promise
    return {
        "id": promise.id,
        "line": line_of_promise(here.reading, promise.id),
        "sentence": dict(promise.quotes),
        "ours": dict(promise.ours),
        "rule": promise.rule,
        "rule_line": line_of(here.reading, promise.rule or ""),
        "law": [law_facts(one) for one in law_behind(here.business.policy, promise)],
        "value": found.value,
        "by": list(promise.by),
        "does": dict(actors(promise)),
        "proofs": {name: seen_facts(here.answers.get(name)) for name in promise.proofs},
        "honest": promise.honest.get(language()),
        "planned": promise.planned.get(language()),
    }


def seen_facts(seen: Seen | None) -> dict[str, str] | None:
    """The last result of a proof as plain JSON values; none when it was never asked."""
    if seen is None:
        return None
    return {"verdict": seen.verdict, "at": seen.at.isoformat(timespec="seconds")}


def ground_words(facts: dict[str, Any]) -> list[str]:
    """Where a thing stands, and what the law asks of it."""
    line = facts.get("rule_line") or facts["line"]
    lines = ["      " + say("cli.explain_line", language(), line=line)] if line else []
    for one in facts["law"]:
        asks = f"  {one['asks'][language()]} ({one['id']})" if one["id"] else ""
        lines.append(f"      {one['laws'][language()]}{asks}")
    return lines


def entry_words(entry: Entry) -> str:
    """One declared thing: its name, its facts, and why it is so."""
    value = entry.value if isinstance(entry.value, dict) else {"": entry.value}
    label = (value.get("label") or {}).get(language(), "")
    facts = [
        f"      {name}: {shown(one)}"
        for name, one in value.items()
        if name not in SECONDARY and one not in (None, [], {}, False)
    ]
    why = (value.get("reason") or {}).get(language())
    basis = [say(f"cli.explain_{value['basis']}", language())] if value.get("basis") else []
    return "\n".join(
        [f"{entry.path}  {label}", *facts, *(f"      {one}" for one in (*basis, why) if one)]
    )


def promise_words(one: dict[str, Any], zone: str, *, with_law: bool) -> list[str]:
    """One promise as lines of text; the law of its rule unless the rule was told already."""
    said = one["sentence"].get(language()) or next(iter(one["sentence"].values()))
    lines = [f"{one['id']}  “{said}”"]
    if one["line"]:
        lines.append("      " + say("cli.explain_line", language(), line=one["line"]))
    if one["planned"]:
        return [*lines, "      " + say("cli.planned", language(), what=one["planned"])]
    if not one["rule"] and not one["proofs"]:
        return [*lines, "      " + say("cli.statement_only", language())]
    if one["rule"]:
        lines.append(f"      {one['rule']}: {shown(one['value'])}")
        lines.append("      " + say("cli.explain_by", language(), modules=", ".join(one["by"])))
        lines += [f"        {name}: {does}" for name, does in one["does"].items() if does]
        lines += ground_words(one if with_law else {**one, "law": []})
    for name, result in one["proofs"].items():
        lines.append("      " + proof_words(name, result, zone))
    return [*lines, *([f"      {one['honest']}"] if one["honest"] else [])]


def proof_words(name: str, result: dict[str, str] | None, zone: str) -> str:
    """One proof with its last result, in the business's own time."""
    if result is None:
        return say("cli.explain_unasked", language(), proof=name)
    verdict = say(f"audit.verdict.{result['verdict']}", language())
    at = day_and_time(datetime.fromisoformat(result["at"]), zone, language())
    return say("cli.explain_proof", language(), proof=name, verdict=verdict, at=at)


def shown(value: Any) -> str:
    """A part of the policy on one line, cut where it grows long."""
    if isinstance(value, dict) and set(value) <= {"id", "en"}:
        return str(value.get(language()) or next(iter(value.values()), ""))
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return words if len(words) <= MOST_WORDS else words[:MOST_WORDS] + " …"
