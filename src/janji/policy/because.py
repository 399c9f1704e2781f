"""Who acts on a promise, which question of the law a word is, and what was nearly asked."""

from __future__ import annotations

import ast
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from janji.policy.business import Business
from janji.policy.explain import declared
from janji.policy.law import LawRule, law_rules
from janji.policy.promise import Promise

HOUSE = Path(__file__).resolve().parents[1]
NEAREST = 5


def actors(promise: Promise) -> tuple[tuple[str, str], ...]:
    """Each module that acts on *promise*, with the first line it says about itself."""
    return tuple((name, first_line(name)) for name in promise.by)


@cache
def first_line(module: str) -> str:
    """The first line of a module's own description; empty when it has none."""
    place = HOUSE.joinpath(*module.split("."))
    file = place.with_suffix(".py") if place.with_suffix(".py").is_file() else place / "__init__.py"
    try:
        words = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    except (OSError, SyntaxError):
        return ""
    return (words or "").partition("\n")[0]


def question(word: str) -> LawRule | None:
    """The law's question with this id, whatever its case."""
    return law_rules().get(word.strip().upper())


def near(business: Business, asked: str) -> list[str]:
    """Words that *asked* may have meant, the nearest first: ids, names, labels."""
    known = vocabulary(business)
    wanted = " ".join(asked.split()).casefold()[:80]
    close = get_close_matches(wanted, known, n=NEAREST * 2, cutoff=0.6)
    return list(dict.fromkeys(known[one] for one in close))[:NEAREST]


def vocabulary(business: Business) -> dict[str, str]:
    """Every word that has an explanation, as it is compared → as it is asked for."""
    policy = business.policy
    found = {one.id.casefold(): one.id for one in policy.promises}
    found |= {name: name for name in policy.proofs}
    found |= {name.casefold(): name for name in law_rules()}
    for entry in declared(policy):
        name = entry.path.partition(".")[2]
        label = entry.value.get("label") or {} if isinstance(entry.value, dict) else {}
        for word in (entry.path, name, *label.values()):
            found.setdefault(str(word).casefold(), entry.path)
    return found
