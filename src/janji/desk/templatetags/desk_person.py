"""What templates of people, nights, proofs and health say: closed words as sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.template.context import Context

from janji.kit.text import catalogue, say
from janji.policy.base import Span
from janji.rights import words

register = template.Library()
WORDS = ("text", "value", "body")


KEYS: dict[str, Callable[[str], str]] = {
    "why": lambda one: f"desk.person.why.{one}",
    "join_why": lambda one: f"desk.person.join_why.{one}",
    "identifier": lambda one: f"desk.person.identifier.{one}",
    "basis": lambda one: f"policy.register.basis_{one}",
    "refusal": lambda one: f"desk.person.refusal.{one}",
    "did": lambda one: f"desk.did.{one}",
    "by": lambda one: f"desk.request_by.{one}",
    "step": lambda one: f"desk.request_step.{one}",
    "state": lambda one: f"rights.state.{one}",
    "trouble": lambda one: f"desk.tonight.trouble.{one}",
    "do": lambda one: f"desk.tonight.do.{one}",
    "queue": lambda one: f"desk.health.queue.{one}",
    "channel": lambda one: f"desk.health.channel.{one}",
    "duty": lambda one: f"desk.duty.{one.replace(' ', '_')}",
    "proof": lambda one: f"audit.proof.{one}",
    "fact": lambda one: f"desk.fact.{one}",
    "alarm": lambda one: f"desk.alarm.{one}",
    "proof_do": lambda one: f"desk.proofs.do.{one}",
    "row": lambda one: f"desk.proofs.row_{one}",
}


@register.simple_tag(takes_context=True)
def word(context: Context, group: str, name: str, **values: Any) -> str:
    """A closed word of *group* as a sentence; a word without one keeps its own name."""
    key = KEYS[group](str(name).replace(".", "_"))
    if key in catalogue():
        return say(key, str(context["language"]), **values)
    return str(name).replace("_", " ").replace(".", " ")


@register.simple_tag(takes_context=True)
def length(context: Context, span: Span) -> str:
    """A period of the policy in words: "7 hari", "7 days"."""
    return words.span(span, str(context["language"]))


@register.filter
def plain(name: str) -> str:
    """A closed word without a sentence, readable."""
    return str(name).replace("_", " ")


@register.filter
def words_in(content: Mapping[str, Any]) -> str:
    """The words of a kept thing, whatever kind it is of: a message, an identifier, a letter."""
    return str(next((content[key] for key in WORDS if content.get(key)), ""))


@register.filter
def at(table: Any, key: Any) -> Any:
    """What stands under *key* in a table; nothing when it is not there."""
    return table.get(key) if hasattr(table, "get") else None


@register.simple_tag(takes_context=True)
def fact_words(context: Context, key: str, value: object) -> object:
    """A fact of the ledger as people read it: purposes and kinds by the policy's own names."""
    language, file = str(context["language"]), context["business"].policy.file
    tables: dict[str, Any] = {"purpose": file.purposes, "kinds": file.kinds, "kind": file.kinds}
    named = tables.get(key)
    if named is None:
        return fact_value(value, language)
    words = value if isinstance(value, list) else str(value).split()
    return ", ".join(
        str(getattr(named[one].label, language)) if one in named else str(one) for one in words
    )


@register.filter
def fact_value(value: object, language: str) -> object:
    """A fact of the ledger as people read it: a role and a plain closed word in words."""
    for group in ("role_of", "value"):
        if f"desk.{group}.{value}" in catalogue():
            return say(f"desk.{group}.{value}", language)
    if isinstance(value, bool):
        return say(f"desk.value.{'yes' if value else 'no'}", language)
    return ", ".join(str(one) for one in value) if isinstance(value, list) else value
