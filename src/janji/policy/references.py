"""Every use of an id in policy.yaml, with the table that must declare it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from janji.policy.model import PolicyFile
from janji.policy.nodes import Path

US = "us"
Reference = tuple[Path, str, Iterable[str]]


def references(file: PolicyFile) -> Iterator[Reference]:
    """Every use of an id: where, which, and the table that must declare it."""
    for source in (data_references, recipient_references, conduct_references, promise_references):
        yield from source(file)


def each(path: Path, names: Iterable[str], table: Iterable[str]) -> Iterator[Reference]:
    """One reference per item of a list."""
    known = set(table)
    for index, name in enumerate(names):
        yield (*path, index), name, known


def data_references(file: PolicyFile) -> Iterator[Reference]:
    """Kinds name categories and classes; purposes and holds name kinds; purposes, consents."""
    for name, kind in file.kinds.items():
        yield from each(("kinds", name, "data"), kind.data, file.data)
        yield ("kinds", name, "retention"), kind.retention, set(file.retention)
    for name, purpose in file.purposes.items():
        yield from each(("purposes", name, "kinds"), purpose.kinds, file.kinds)
        yield from each(("purposes", name, "data"), purpose.data, file.data)
        if purpose.consent:
            yield ("purposes", name, "consent"), purpose.consent, set(file.consents)
    for name, hold in file.holds.items():
        yield from each(("holds", name, "kinds"), hold.kinds, file.kinds)
        yield ("holds", name, "purpose"), hold.purpose, set(file.purposes)


def recipient_references(file: PolicyFile) -> Iterator[Reference]:
    """Recipients name categories and purposes; channels, clocks and deletions name recipients."""
    others = set(file.recipients)
    for name, other in file.recipients.items():
        yield from each(("recipients", name, "data"), other.data, file.data)
        yield from each(("recipients", name, "purposes"), other.purposes, file.purposes)
    for name, channel in file.channels.items():
        if channel.through:
            yield ("channels", name, "through"), channel.through, others
        if channel.operator:
            yield ("channels", name, "operator"), channel.operator, others
    for name, cls in file.retention.items():
        for index, clock in enumerate(cls.clocks):
            path: Path = ("retention", name, "clocks", index, "holder")
            yield path, clock.holder, others | {US}
    if file.provider_deletion:
        yield ("provider_deletion", "recipient"), file.provider_deletion.recipient, others


def conduct_references(file: PolicyFile) -> Iterator[Reference]:
    """Rights, consents, cookies, changes and marketing name channels, data and consents."""
    channels = set(file.channels)
    for name, right in file.rights.items():
        yield from each(("rights", name, "channels"), right.channels, channels)
        yield from each(("rights", name, "must_give"), right.must_give, file.data)
        yield from each(("rights", name, "notice_by"), right.notice_by, channels)
        for index, kept in enumerate(right.keeps):
            yield from each(("rights", name, "keeps", index, "kinds"), kept.kinds, file.kinds)
    for name, consent in file.consents.items():
        yield from each(("consents", name, "channels"), consent.channels, channels)
        yield from each(("consents", name, "recipients"), consent.recipients, file.recipients)
        for way in consent.tells.stop if consent.tells else ():
            yield ("consents", name, "tells", "stop", way), way, set(consent.channels)
    for name, cookie in file.cookies.items():
        yield ("cookies", name, "purpose"), cookie.purpose, set(file.purposes)
        if cookie.recipient:
            yield ("cookies", name, "recipient"), cookie.recipient, set(file.recipients)
    yield from each(("changes", "channels"), file.changes.channels, channels)
    if file.marketing.consent:
        yield ("marketing", "consent"), file.marketing.consent, set(file.consents)


def promise_references(file: PolicyFile) -> Iterator[Reference]:
    """Promises name sections."""
    for index, promise in enumerate(file.promises):
        yield ("promises", index, "section"), promise.section, set(file.sections)
