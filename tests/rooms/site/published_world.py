"""A shop with two versions of its policy: the one in force, and a shorter week that is coming."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from janji.policy.business import Business, policy_hash
from janji.policy.model import PolicyFile
from janji.policy.questions import compile_policy
from janji.policy.reader import understand
from janji.vault import versions
from janji.vault.house import House
from janji.vault.versions import Words

WEEK = ("    keep: 7 days\n    counted", "at_most: 7 days\n        starts: message\n"
        "        controlled_by: us\n")  # fmt: skip


def applied(house: House, business: Business, words: Words, starts: date) -> int:
    """Let *words* be the next version of the policy of *business*, from *starts* on."""
    file = understand(words.source, PolicyFile, "policy.yaml").facts
    policy = compile_policy(file, policy_hash(file, words.published))
    with house.act(business) as db:
        return versions.record(
            db, policy, words, author="siti", now=house.clock.now(), effective_on=starts,
            plan={"class": "favourable"},
        )  # fmt: skip


def shorter(words: Words) -> Words:
    """The same policy with five days in place of seven, and one published sentence more."""
    source = words.source
    for old in WEEK:
        assert source.count(old) == 1
        source = source.replace(old, old.replace("7 days", "5 days"))
    return Words(source, f"{words.published}\nKami menyingkat masa simpan.\n")


def with_two_versions(house: House) -> SimpleNamespace:
    """The first business: version 1 in force, version 2 in a week."""
    business = house.businesses[0]
    house.begin(business)
    with house.act(business) as db:
        first = versions.words_of(db, 1)
    starts = house.today(business) + timedelta(days=7)
    number = applied(house, business, shorter(first), starts)
    return SimpleNamespace(business=business, number=number, starts=starts, first=first)
