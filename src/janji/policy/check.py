"""Whether a policy that has the right shape also makes sense: quotes, references, periods.

Every rule looks at the whole file and returns problems at line and column; none stops another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path as File
from typing import Any

from janji.kit.errors import Problem
from janji.policy.law import law_rules
from janji.policy.model import PolicyFile
from janji.policy.model_business import BusinessFile
from janji.policy.nodes import MOST_FAULTS, Path, shown
from janji.policy.reader import Reading
from janji.policy.references import US, references

Promised = Reading[PolicyFile]
EDGE = re.compile(r"\b")
HOUSE = File(__file__).parents[1]


def check(
    promised: Promised, published: str, known_proofs: frozenset[str] | None = None
) -> list[Problem]:
    """Every problem of meaning in policy.yaml, in file order; an empty list when it holds together.

    published: the words of published.txt. known_proofs: the proofs that exist; None: not checked.
    """
    found: list[Problem] = []
    for rule in RULES:
        found.extend(islice(rule(promised), MOST_FAULTS))
    found.extend(islice(quotes_stand_in(promised, published), MOST_FAULTS))
    if known_proofs is not None:
        found.extend(islice(proofs_exist(promised, known_proofs), MOST_FAULTS))
    return sorted(set(found))


def plain(words: str) -> str:
    """Words with every run of white space as one space."""
    return " ".join(words.split())


def quotes_stand_in(promised: Promised, published: str) -> Iterator[Problem]:
    """Each quote stands word for word in the published policy, in every language of it."""
    text = edged(plain(published))
    for index, promise in enumerate(promised.facts.promises):
        said = promise.says.languages()
        for language in promised.facts.languages:
            path: Path = ("promises", index, "says", language)
            if language not in said:
                yield promised.problem(
                    path[:-1], "policy.quote_missing", at_key=True, id=promise.id, spoken=language
                )
            elif edged(plain(said[language])) not in text:
                yield promised.problem(path, "policy.quote_not_published", id=promise.id)
        for other in said.keys() - set(promised.facts.languages):
            yield promised.problem(
                ("promises", index, "says", other),
                "policy.language_not_published",
                at_key=True,
                spoken=other,
            )


def edged(words: str) -> str:
    """*words* with a mark at each edge of a word: what stands in them stands as whole words.

    A plain search in marked text takes time in proportion to it, whatever is searched for.
    """
    return EDGE.sub("\n", words)


def stands(quote: str, text: str) -> bool:
    """Whether *quote* stands in *text* as whole words, not as a piece of one."""
    return edged(quote) in edged(text)


def proofs_exist(promised: Promised, known: frozenset[str]) -> Iterator[Problem]:
    """Every proof that is named exists."""
    for path, proof in named_proofs(promised.facts):
        if proof not in known:
            yield promised.problem(path, "policy.unknown_proof", proof=proof)


def named_proofs(file: PolicyFile) -> Iterator[tuple[Path, str]]:
    """Every place that names a proof, with the name."""
    for index, promise in enumerate(file.promises):
        if promise.proof:
            yield ("promises", index, "proof"), promise.proof
        for number, proof in enumerate(promise.also):
            yield ("promises", index, "also", number), proof
    for name, measure in file.security.items():
        if measure.proof:
            yield ("security", name, "proof"), measure.proof


def every_promise_once(promised: Promised) -> Iterator[Problem]:
    """Promises run from 01 to the promised count, each exactly once, with the business's letter."""
    file = promised.facts
    wanted = [f"{file.promise_prefix}-{n:02d}" for n in range(1, min(file.promise_count, 999) + 1)]
    counted = Counter(promise.id for promise in file.promises)
    for index, promise in enumerate(file.promises):
        path: Path = ("promises", index, "id")
        if promise.id not in wanted:
            yield promised.problem(path, "policy.promise_unknown", id=promise.id)
        elif counted[promise.id] > 1:
            yield promised.problem(path, "policy.promise_twice", id=promise.id)
    for wanted_id in wanted:
        if wanted_id not in counted:
            yield promised.problem(
                ("promises",), "policy.promise_missing", at_key=True, id=wanted_id
            )


def rules_lead_somewhere(promised: Promised) -> Iterator[Problem]:
    """Each promise's rule points at something that stands in this file."""
    for index, promise in enumerate(promised.facts.promises):
        if promise.rule and not leads(promised.document.tree, promise.rule.path.split(".")):
            yield promised.problem(
                ("promises", index, "rule", "path"), "policy.rule_leads_nowhere", id=promise.id
            )


def leads(tree: Any, steps: list[str]) -> bool:
    """Whether the dotted steps lead to something."""
    for step in steps:
        if not isinstance(tree, dict) or step not in tree:
            return False
        tree = tree[step]
    return True


def references_known(promised: Promised) -> Iterator[Problem]:
    """Every id that is used is declared."""
    for path, name, table in references(promised.facts):
        if name not in table:
            known = ", ".join(sorted(table)) or "-"
            yield promised.problem(
                path, "policy.unknown_reference", name=shown(name), known=shown(known, 200)
            )


def periods_make_sense(promised: Promised) -> Iterator[Problem]:
    """No class outlives or undercuts what is said of it, here or by law."""
    for name, cls in promised.facts.retention.items():
        if cls.keep is None:
            continue
        path: Path = ("retention", name)
        if cls.keep.longest_days < 1:
            yield promised.problem((*path, "keep"), "policy.kept_no_day")
        if cls.legal_floor and cls.legal_floor.keep.longest_days > cls.keep.longest_days:
            yield promised.problem((*path, "keep"), "policy.below_legal_floor")
        for index, clock in enumerate(cls.clocks):
            if clock.holder == US and clock.at_most != cls.keep:
                at = (*path, "clocks", index, "at_most")
                yield promised.problem(at, "policy.own_clock_differs", keep=str(cls.keep))


def provider_deletion_in_time(promised: Promised) -> Iterator[Problem]:
    """The provider is asked before its copy is overdue, and not later than our own deletion."""
    plan = promised.facts.provider_deletion
    if plan is None:
        return
    if plan.start_after.seconds >= plan.overdue_after.seconds:
        yield promised.problem(("provider_deletion", "start_after"), "policy.starts_too_late")
    if plan.first_retry.seconds > plan.longest_retry.seconds:
        yield promised.problem(("provider_deletion", "first_retry"), "policy.retry_reversed")


def marketing_needs_consent(promised: Promised) -> Iterator[Problem]:
    """Selling rests on consent, and not at all where it is not allowed (UU PDP 20; PP 33 35(2))."""
    file = promised.facts
    for name, purpose in file.purposes.items():
        path: Path = ("purposes", name, "marketing")
        if purpose.marketing and not file.marketing.allowed:
            yield promised.problem(path, "policy.marketing_not_allowed")
        elif purpose.marketing and (purpose.legal_basis != "consent" or not purpose.consent):
            yield promised.problem(path, "policy.marketing_without_consent")


def never_is_never(promised: Promised) -> Iterator[Problem]:
    """Nothing is both on the closed list and on the list of what is never collected."""
    file = promised.facts
    for name, never in file.never_collected.items():
        if name in file.data:
            yield promised.problem(
                ("never_collected", name), "policy.never_and_collected", at_key=True, name=name
            )
        for index, field in enumerate(never.fields):
            if field in file.data:
                path: Path = ("never_collected", name, "fields", index)
                yield promised.problem(path, "policy.never_and_collected", name=shown(field))


def assistant_in_order(promised: Promised) -> Iterator[Problem]:
    """The bot asks for less certainty before offering choices than before answering."""
    bot = promised.facts.assistant
    if bot and bot.ask_from >= bot.precision:
        yield promised.problem(("assistant", "ask_from"), "policy.bands_reversed")


def keepers_exist(promised: Promised) -> Iterator[Problem]:
    """Each module that is said to keep a promise is one of this program."""
    for index, promise in enumerate(promised.facts.promises):
        for number, name in enumerate(promise.rule.by if promise.rule else ()):
            if not is_module(name):
                path: Path = ("promises", index, "rule", "by", number)
                yield promised.problem(path, "policy.no_such_module", module=name)


@cache
def is_module(name: str) -> bool:
    """Whether the program has a room or a module of this name ("vault.gate")."""
    place = HOUSE.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def settles_known_rules(promised: Promised) -> Iterator[Problem]:
    """Every question that a promise settles is one of the law's."""
    for index, promise in enumerate(promised.facts.promises):
        for number, rule in enumerate(promise.settles):
            if rule not in law_rules():
                path: Path = ("promises", index, "settles", number)
                yield promised.problem(path, "policy.settles_unknown", rule=rule)


RULES: tuple[Callable[[Promised], Iterator[Problem]], ...] = (
    every_promise_once,
    rules_lead_somewhere,
    references_known,
    periods_make_sense,
    provider_deletion_in_time,
    marketing_needs_consent,
    never_is_never,
    assistant_in_order,
    keepers_exist,
    settles_known_rules,
)


def check_business(
    facts: Reading[BusinessFile], promised: Promised, folder_name: str
) -> list[Problem]:
    """Every way in which business.yaml and policy.yaml contradict each other or their folder."""
    found: list[Problem] = []
    business, policy = facts.facts, promised.facts
    if business.slug != folder_name:
        found.append(facts.problem(("slug",), "policy.slug_differs", name=shown(folder_name)))
    if policy.business != business.slug:
        found.append(promised.problem(("business",), "policy.slug_differs", name=business.slug))
    if business.channel.provider not in policy.recipients:
        found.append(facts.problem(("channel", "provider"), "policy.provider_undeclared"))
    for index, language in enumerate(business.languages):
        if language not in policy.languages:
            found.append(
                facts.problem(
                    ("languages", index), "policy.language_not_published", spoken=language
                )
            )
    promised_subjects = {
        words
        for right in policy.rights.values()
        if right.subjects
        for words in right.subjects.languages().values()
    }
    for index, subject in enumerate(business.contacts.deletion_subjects):
        if subject not in promised_subjects:
            path: Path = ("contacts", "deletion_subjects", index)
            found.append(facts.problem(path, "policy.subject_not_promised"))
    return found
