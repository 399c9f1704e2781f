"""janji explain: the sentence, the rule, the module that acts, the proof, and its last result."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn

import click

from janji.cli.folders import folder_of, settings
from janji.cli.main import language
from janji.cli.opening import house
from janji.kit.dates import day_and_time
from janji.kit.errors import JanjiError
from janji.kit.text import say

if TYPE_CHECKING:
    from janji.policy.business import Business
    from janji.policy.explain import Entry, Reason

SECONDARY = frozenset({"label", "reason", "basis", "dpv", "fideslang"})
MOST_WORDS = 400


@click.command()
@click.argument("business")
@click.argument("asked")
@click.option("--json", "as_json", is_flag=True)
def explain(business: str, asked: str, as_json: bool) -> None:
    """Say why something is so: sentence, rule, who acts, proof and its last result."""
    from janji.policy.because import question
    from janji.policy.business import load_business
    from janji.policy.explain import explain as found_for

    found = load_business(folder_of(settings(), business))
    entries, reasons = found_for(found, asked)
    law = question(asked)
    if not entries and not reasons and law is None:
        unknown(found, asked)
    results = last_results(business)
    told: dict[str, Any] = {
        "entries": [{"path": one.path, "value": one.value} for one in entries],
        "promises": [told_of(one, results) for one in reasons],
    }
    if law is not None:
        told["law"] = {"id": law.id, "asks": law.asks, "law": law.law}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    if law is not None:
        click.echo(f"{law.id}  {law.asks[language()]}\n      {law.law}\n")
    for entry in entries:
        click.echo(entry_words(entry) + "\n")
    for one in told["promises"]:
        click.echo("\n".join(promise_words(one, found.zone)) + "\n")


def unknown(business: Business, asked: str) -> NoReturn:
    """Say that nothing is called so, with what may have been meant. Raises: JanjiError."""
    from janji.policy.because import near

    close, word, name = ", ".join(near(business, asked)), asked[:80], business.slug
    if close:
        raise JanjiError("cli.nearly_explained", near=close, asked=word, business=name)
    raise JanjiError("cli.nothing_explained", asked=word, business=name)


def last_results(slug: str) -> dict[str, dict[str, str]]:
    """Proof → {verdict, at} of its last run; nothing when no database was made yet."""
    chosen = settings()
    if not chosen.database_url and not (chosen.home / "postgres").is_dir():
        return {}
    with house() as opened, opened.act(opened.business(slug)) as db:
        rows = db.all(
            "SELECT DISTINCT ON (proof) proof, verdict, at FROM proof_run"
            " WHERE business_id = %(business)s ORDER BY proof, at DESC"
        )
    return {
        row.proof: {"verdict": row.verdict, "at": row.at.isoformat(timespec="seconds")}
        for row in rows
    }


def told_of(found: Reason, results: dict[str, dict[str, str]]) -> dict[str, Any]:
    """One promise as plain JSON values."""
    from janji.policy.because import actors

    promise = found.promise
    return {
        "id": promise.id,
        "sentence": dict(promise.quotes),
        "ours": dict(promise.ours),
        "rule": promise.rule,
        "value": found.value,
        "by": list(promise.by),
        "does": dict(actors(promise)),
        "proofs": {name: results.get(name) for name in promise.proofs},
        "honest": promise.honest.get(language()),
        "planned": promise.planned.get(language()),
    }


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


def promise_words(one: dict[str, Any], zone: str) -> list[str]:
    """One promise as lines of text."""
    said = one["sentence"].get(language()) or next(iter(one["sentence"].values()))
    lines = [f"{one['id']}  “{said}”"]
    if one["planned"]:
        return [*lines, "      " + say("cli.planned", language(), what=one["planned"])]
    if not one["rule"] and not one["proofs"]:
        return [*lines, "      " + say("cli.statement_only", language())]
    if one["rule"]:
        lines.append(f"      {one['rule']}: {shown(one['value'])}")
        lines.append("      " + say("cli.explain_by", language(), modules=", ".join(one["by"])))
        lines += [f"        {name}: {does}" for name, does in one["does"].items() if does]
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
