"""Differences whose meaning depends on what stands beside them, judged one by one."""

from __future__ import annotations

from janji.policy.base import Span
from janji.policy.lengths_said import OWN_CLOCKS, alike, other_lengths
from janji.policy.meaning_leaves import Leaf
from janji.policy.meaning_senses import WORDS, Rule, Sense, promised, sense
from janji.policy.model_conduct import Cookie, PromiseEntry
from janji.policy.model_data import Purpose


def purpose_there(leaf: Leaf) -> Sense:
    """A purpose is new or gone; one that rests on consent waits for a yes."""
    if leaf.gone:
        return sense("purpose_removed stricter favourable")
    asks = isinstance(leaf.new, Purpose) and leaf.new.legal_basis == "consent"
    return sense("purpose_asked looser reconsent" if asks else "purpose_added looser material")


def wider_purpose(leaf: Leaf) -> Sense:
    """A purpose opens more, or less. What people agreed to was the narrower one."""
    if leaf.gone:
        return sense("purpose_narrower stricter favourable")
    asks = leaf.around[-1][1].legal_basis == "consent"
    return sense("purpose_wider looser reconsent" if asks else "purpose_wider looser prospective")


def basis(leaf: Leaf) -> Sense:
    """Another legal basis: to consent means to ask; away from consent means not to ask any more."""
    if leaf.new == "consent":
        return sense("basis_to_consent stricter reconsent")
    if leaf.old == "consent":
        return sense("basis_from_consent looser prospective")
    return sense("basis_changed other material")


def marketing(leaf: Leaf) -> Sense:
    """A purpose begins or ceases to sell."""
    return sense("marketing_begins looser reconsent" if leaf.new else
                 "marketing_ends stricter favourable")  # fmt: skip


def kept_in(leaf: Leaf) -> Sense:
    """A kind of record moves to another class: as long, shorter, or longer than before."""
    old, new = leaf.around[0]
    before, after = old.retention.get(leaf.old), new.retention.get(leaf.new)
    if before is None or after is None:
        return sense("kind_class other material")
    spans = [one.keep.seconds if one.keep else float("inf") for one in (before, after)]
    if spans[0] == spans[1]:
        return sense("kind_class other editorial")
    return sense("kind_shorter stricter favourable" if spans[1] < spans[0] else
                 "kind_longer looser prospective")  # fmt: skip


def country(leaf: Leaf) -> Sense:
    """Data goes to another country, or it is said where."""
    home = leaf.new == "ID"
    return sense("country_home stricter favourable" if home else "country_new looser material")


def waits(leaf: Leaf) -> Sense:
    """A recipient that got nothing begins to, or the other way round."""
    if leaf.added:
        return sense("recipient_waits stricter favourable")
    return sense("recipient_begins looser material") if leaf.gone else WORDS


def cookie_there(leaf: Leaf) -> Sense:
    """A cookie is new or gone; one that is not essential waits for a yes."""
    if leaf.gone:
        return sense("cookie_removed stricter favourable")
    essential = isinstance(leaf.new, Cookie) and leaf.new.essential
    return sense("cookie_added other material" if essential else "cookie_asked looser reconsent")


TIGHTER = frozenset({"retention", "provider_deletion", "rights", "breach"})
PROMISED = promised("promise_words other prospective")


def promised_words(leaf: Leaf) -> Sense:
    """A promised sentence is another one; where only its length of time is, that says which way.

    Only where a rule says that less is stricter, or where the sentence follows what is kept: how
    long before a change people are told, for one, is better longer.
    """
    rules = {
        one.rule.path.partition(".")[0] if one.rule else ""
        for pair in leaf.around for one in pair if isinstance(one, PromiseEntry)
    }  # fmt: skip
    pairs = other_lengths(str(leaf.old), str(leaf.new))
    if leaf.added or leaf.gone or not pairs:
        return PROMISED(leaf)
    if not rules <= TIGHTER and (rules & OWN_CLOCKS or not follow_retention(pairs, leaf)):
        return PROMISED(leaf)
    if all(new.longest_days <= old.shortest_days for old, new in pairs):
        return sense("promise_shorter stricter favourable")
    return sense("promise_longer looser prospective")


def follow_retention(pairs: list[tuple[Span, Span]], leaf: Leaf) -> bool:
    """Whether each length is what a class was kept for so far, and becomes what it is kept now."""
    old, new = (file.retention for file in leaf.around[0])
    kept = [(old[cls].keep, new[cls].keep) for cls in old.keys() & new.keys()]
    return all(
        any(before and after and alike(a, before) and alike(b, after) for before, after in kept)
        for a, b in pairs
    )


JUDGED: dict[str, Rule] = {
    "kinds.*.retention": kept_in,
    "purposes.*": purpose_there,
    "purposes.*.legal_basis": basis,
    "purposes.*.kinds.[]": wider_purpose,
    "purposes.*.data.[]": wider_purpose,
    "purposes.*.marketing": marketing,
    "recipients.*.country": country,
    "recipients.*.waits": waits,
    "cookies.*": cookie_there,
    "promises.[].says.id": promised_words,
    "promises.[].says.en": promised_words,
}
