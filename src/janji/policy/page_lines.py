"""A policy page as plain lines, one for each thing it says: what two versions are compared by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from janji.policy.page import PageFact, PageItem, PageRetention, PageTopic, PolicyPage


def lines(page: PolicyPage) -> list[str]:
    """Everything that was declared beside the published text, in the order of the page."""
    return [" ".join(line.split()) for line in told(page)]


def told(page: PolicyPage) -> Iterator[str]:
    """The lines of all parts; never a version, a day or a hash."""
    for topic in page.about:
        yield from topic_lines(topic)
    for kept in page.retention:
        yield from retention_lines(kept)
    for other in page.recipients:
        place = f" ({other.country})" if other.country else ""
        yield f"{other.name}: {other.label}, {other.role}{place}"
        yield f"{other.name}: {', '.join(other.data)}"
        more = (other.waits, other.transfer, other.why, *(": ".join(p) for p in other.agreements))
        yield from (f"{other.name}: {words}" for words in more if words)
        yield from fact_lines(other.name, other.facts)
    for right in page.rights:
        yield from (f"{right.label}: {words}" for words in (*right.how, right.within))
        yield from fact_lines(right.label, right.facts)
        yield from [f"{right.label}: {right.why}"] if right.why else []
    yield from fact_lines("", page.rights_facts)
    for topic in page.conduct:
        yield from topic_lines(topic)
    for section in page.sections:
        for one in (one for clause in section.clauses for one in clause.bindings):
            yield from (f"{one.id}: {words}" for words in (one.honest, one.planned) if words)


def topic_lines(topic: PageTopic) -> Iterator[str]:
    """A topic's facts and things."""
    yield from fact_lines(topic.title, topic.facts)
    for item in topic.items:
        yield from item_lines(item)


def item_lines(item: PageItem) -> Iterator[str]:
    """A thing, its marks and its facts."""
    yield f"{item.title}: {', '.join(item.marks)}" if item.marks else item.title
    yield from (f"{item.title}: {words}" for words in (item.words, item.why, item.proof) if words)
    yield from fact_lines(item.title, item.facts)


def retention_lines(kept: PageRetention) -> Iterator[str]:
    """A period and every clock of it."""
    yield f"{kept.label}: {kept.line}"
    yield from [f"{kept.label}: {kept.why}"] if kept.why else []
    yield from fact_lines(kept.label, kept.facts)
    for clock in kept.clocks:
        yield f"{clock.copy} ({clock.holder}): {clock.at_most} {clock.starts}"


def fact_lines(name: str, facts: Iterable[PageFact]) -> Iterator[str]:
    """Facts under the name of what they are about."""
    for fact in facts:
        why = f" ({fact.why})" if fact.why else ""
        head = f"{name} – {fact.label}" if name else fact.label
        yield f"{head}: {'; '.join(fact.words)}{why}"
