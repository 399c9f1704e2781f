"""Whatever counts as stated to the law's questions stands on the public page, in both languages.

For each value of the file: when another value there changes what is stated, it changes the page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from policy_leaves import otherwise

from janji.policy.business import Business, load_business
from janji.policy.page import PolicyPage
from janji.policy.published import published_facts
from janji.policy.questions import compile_policy
from janji.policy.render import page
from janji.policy.stated_from import stated_from

ROOT = Path(__file__).resolve().parents[3]
SLUGS = ("ramen-master", "virtus", "jova-pos", "fineclean", "sanita-jaya")
Pages = Callable[[Business, str], PolicyPage]


def said_by(business: Business, pages: Pages) -> tuple[PolicyPage, ...]:
    """What the page says in each language."""
    return tuple(pages(business, language) for language in ("id", "en"))


def untold(slug: str, pages: Pages) -> tuple[int, list[str]]:
    """How many values count as stated, and those that could change without the page's knowing."""
    business = load_business(ROOT / "businesses" / slug)
    published = published_facts(business.folder)
    assert published is not None
    stated = stated_from(business.policy.file, published.facts).stated
    before = said_by(business, pages)
    counted, silent = 0, []
    for path, file in otherwise(business.policy.file):
        try:
            if stated_from(file, published.facts).stated == stated:
                continue
            policy = compile_policy(file, business.policy.hash)
            after = said_by(replace(business, policy=policy), pages)
        except (KeyError, ValueError):
            continue  # a name that leads nowhere is refused before it is published
        counted += 1
        if any(one == other for one, other in zip(before, after, strict=True)):
            silent.append(".".join(map(str, path)))
    return counted, silent


@pytest.mark.parametrize(
    "slug", [SLUGS[0], *(pytest.param(s, marks=pytest.mark.weeks) for s in SLUGS[1:])]
)
def test_whatever_counts_as_stated_stands_on_the_page_in_both_languages(slug: str) -> None:
    counted, silent = untold(slug, page)
    assert counted > 80
    assert silent == []


def test_a_fact_dropped_from_the_page_is_found() -> None:
    def poorer(business: Business, language: str) -> PolicyPage:
        whole = page(business, language)
        return replace(
            whole,
            conduct=(),
            rights_facts=(),
            short=(),
            about=whole.about[1:],
            recipients=tuple(replace(one, waits=None, facts=()) for one in whole.recipients),
            rights=tuple(replace(one, facts=()) for one in whole.rights),
            retention=tuple(replace(one, facts=()) for one in whole.retention),
        )

    _, silent = untold("jova-pos", poorer)
    assert set(silent) >= {
        "compliance.officer.needed", "compliance.registration.number", "compliance.accessible.says",
        "compliance.free_copy.says", "compliance.complaints.says", "compliance.refusal.says",
        "recipients.partners.waits.why", "retention.books.legal_floor.law",
        "consents.joint_promotions.tells.form", "consents.joint_promotions.tells.stop.email",
        "rights.deletion.acknowledge_within", "rights.deletion.verify", "breach.notify_within",
        "children.offered", "cookies.session.label", "merger.notice_before",
        "changes.notice_before", "controller.legal_form",
    }  # fmt: skip
