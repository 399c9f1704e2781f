"""The thirteen fields of one processing activity (PP 33/2026, 74(2)), said from the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from janji.kit.text import say
from janji.policy.business import Business
from janji.policy.model import PolicyFile
from janji.policy.model_data import Purpose, Recipient
from janji.policy.page_parts import kept
from janji.policy.render import within

HOME = "ID"  # the law's own country: UU PDP 56 speaks of leaving it


@dataclass(frozen=True)
class Field:
    """One field. words: what is known, a line each. missing: what is not, and where it belongs."""

    name: str
    label: str
    words: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What a field is asked about: one purpose of one business, in one language."""

    business: Business
    name: str
    language: str

    @property
    def file(self) -> PolicyFile:
        """The policy."""
        return self.business.policy.file

    @property
    def purpose(self) -> Purpose:
        """The purpose."""
        return self.file.purposes[self.name]

    def told(self, key: str, **values: object) -> str:
        """Words of the register in this language."""
        return say(f"policy.register.{key}", self.language, **values)

    def write(self, path: str) -> str:
        """That something is not settled, and where to write it."""
        return say("policy.register.write", self.language, path=path)

    def categories(self) -> list[str]:
        """The ids of the data it needs, each once, in the order of the policy."""
        used = set(self.purpose.data)
        for kind in self.purpose.kinds:
            used |= set(self.file.kinds[kind].data)
        return [one for one in self.file.data if one in used]

    def recipients(self) -> dict[str, Recipient]:
        """Who gets data for it."""
        return {n: one for n, one in self.file.recipients.items() if self.name in one.purposes}


Lines = tuple[list[str], list[str]]


def fields(business: Business, name: str, language: str) -> tuple[Field, ...]:
    """All thirteen fields of the purpose *name*, in the order of the law."""
    asked = Asked(business, name, language)
    return tuple(filled(asked, field, ask) for field, ask in FIELDS.items())


def filled(asked: Asked, name: str, ask: Callable[[Asked], Lines]) -> Field:
    """One field answered."""
    words, missing = ask(asked)
    return Field(name, asked.told(f"field_{name}"), tuple(words), tuple(missing))


def controller(asked: Asked) -> Lines:
    """Who answers for it and who processes for them, with a way to reach them."""
    who = asked.file.controller
    contact = asked.business.contacts.email
    lines = [f"{who.name}, {who.address}" if who.address else who.name, contact]
    lines += [
        asked.told("processor", name=one.named(asked.language), hosts=", ".join(one.hosts) or "-")
        for one in asked.recipients().values()
        if one.role in ("processor", "sub_processor", "joint_controller") and not one.waits
    ]
    return lines, [] if who.address else [asked.write("controller.address")]


def officer(asked: Asked) -> Lines:
    """The data protection officer, or why there is none."""
    named = asked.file.controller.officer
    compliance = asked.file.compliance
    duty = compliance.officer if compliance else None
    if named or (duty and duty.contact):
        return [one for one in (named, duty.contact if duty else None) if one], []
    if duty is None or duty.needed:
        return [], [asked.write("controller.officer")]
    why = duty.reason.said(asked.language) if duty.reason else ""
    return [asked.told("no_officer", why=why)], []


def journey(asked: Asked) -> Lines:
    """Where the data comes from and where it goes."""
    data = asked.file.data
    sources = dict.fromkeys(data[one].source for one in asked.categories())
    goes = [one.named(asked.language) for one in asked.recipients().values() if not one.waits]
    come = ", ".join(asked.told(f"source_{one}") for one in sources) or asked.told("nothing_needed")
    to = ", ".join([asked.file.controller.name, *goes])
    return [asked.told("comes", source=come), asked.told("goes", to=to)], []


def basis(asked: Asked) -> Lines:
    """The ground in law (UU PDP 20), and what shows that it may be used."""
    purpose, lines = asked.purpose, [asked.told(f"basis_{asked.purpose.legal_basis}")]
    if purpose.consent:
        lines.append(asked.file.consents[purpose.consent].label.said(asked.language))
    if purpose.legal_basis != "legitimate_interest":
        return lines, []
    if purpose.assessment is None:
        return lines, [asked.write(f"purposes.{asked.name}.assessment")]
    return [*lines, purpose.assessment.said(asked.language)], []


def purpose_of(asked: Asked) -> Lines:
    """What it is for, and where it sells or judges, that too."""
    words = [asked.purpose.label.said(asked.language)]
    words += [asked.told("sells")] if asked.purpose.marketing else []
    if asked.purpose.profiling:
        logic = asked.purpose.logic
        words.append(asked.told("profiles", logic=logic.said(asked.language) if logic else ""))
    return words, []


def data_of(asked: Asked) -> Lines:
    """The categories of data; those that the law protects more are marked (UU PDP 4(2))."""
    found = [
        asked.file.data[one].label.said(asked.language)
        + (f" ({asked.told('specific')})" if asked.file.data[one].specific else "")
        for one in asked.categories()
    ]
    return found or [asked.told("nothing_needed")], []


def subjects(asked: Asked) -> Lines:
    """Whose data it is, by where the data comes from."""
    sources = {asked.file.data[one].source for one in asked.categories()}
    kinds = [kind for kind, those in SUBJECTS.items() if sources & those]
    children = "subject_children" if asked.file.children.offered else "subject_no_children"
    words = [asked.told(f"subject_{kind}") for kind in kinds] or [asked.told("subject_nobody")]
    return [*words, asked.told(children, age=asked.file.children.below_age)], []


SUBJECTS = {
    "people": frozenset(("person", "provider", "derived")),
    "visitors": frozenset(("device",)),
    "told_of": frozenset(("third_party",)),
}


def access(asked: Asked) -> Lines:
    """Who else can see it."""
    lines = [asked.told("own_staff")]
    for one in asked.recipients().values():
        role = say(f"policy.page.role.{one.role}", asked.language)
        key = "waiting_recipient" if one.waits else "recipient"
        lines.append(
            asked.told(key, name=one.named(asked.language), role=role, country=one.country or "?")
        )
    return lines, []


def rights(asked: Asked) -> Lines:
    """How people's rights are met, with the time for an answer."""
    lines = [
        f"{one.label.said(asked.language)}: {within(asked.business, name, asked.language)}"
        for name, one in asked.file.rights.items()
    ]
    if asked.purpose.objection:
        lines.append(asked.told("may_object"))
    if asked.purpose.consent:
        stop = asked.file.consents[asked.purpose.consent].stop_within
        lines.append(asked.told("may_withdraw", hours=stop.hours))
    return lines, []


def flow(asked: Asked) -> Lines:
    """The way of the data, station by station."""
    known = asked.file.controller.systems_in
    missing = [] if known else [asked.write("controller.systems_in")]
    return [way(asked, name) for name in asked.file.channels], missing


def way(asked: Asked, channel_name: str) -> str:
    """One channel's way: person, who carries it, us, who gets it, its end."""
    channel, others = asked.file.channels[channel_name], asked.file.recipients
    carriers = [others[one] for one in (channel.operator, channel.through) if one]
    carry = {n for c in asked.file.channels.values() for n in (c.operator, c.through)}
    stations = [
        asked.told("station_person", channel=channel.label.said(asked.language)),
        *(f"{one.named(asked.language)} ({one.country or '?'})" for one in carriers),
        f"{asked.file.controller.name} ({asked.file.controller.systems_in or '?'})",
        *(
            f"{one.named(asked.language)} ({one.country or '?'})"
            for name, one in asked.recipients().items()
            if name not in carry and not one.waits
        ),
        asked.told("station_end"),
    ]
    return " → ".join(stations)


def retention(asked: Asked) -> Lines:
    """How long it is kept, counted from when, with the law's floor."""
    classes = dict.fromkeys(asked.file.kinds[kind].retention for kind in asked.purpose.kinds)
    lines = [
        f"{asked.file.retention[one].label.said(asked.language)}: {span(asked, one)}"
        for one in classes
    ]
    return lines or [asked.told("nothing_kept")], []


def span(asked: Asked, name: str) -> str:
    """How long one class is kept, in words."""
    cls = asked.file.retention[name]
    since = say(f"policy.page.counted_from.{cls.counted_from}", asked.language)
    words = asked.told("kept_from", keep=kept(cls, asked.language), since=since)
    return f"{words} ({cls.legal_floor.law})" if cls.legal_floor else words


def security(asked: Asked) -> Lines:
    """The measures, each with the proof that looks at it."""
    lines = [
        f"{one.label.said(asked.language)}"
        + (f" ({asked.told('looked_at', proof=one.proof)})" if one.proof else "")
        for one in asked.file.security.values()
    ]
    return lines, [] if lines else [asked.write("security")]


def abroad(asked: Asked) -> Lines:
    """What leaves the country, and on what ground (UU PDP 56)."""
    lines, missing = list[str](), list[str]()
    for name, one in asked.recipients().items():
        if one.waits or one.country == HOME:
            continue
        ground = one.transfer.basis if one.transfer else "none"
        words = asked.told(f"ground_{ground}")
        lines.append(f"{one.named(asked.language)} ({one.country or '?'}): {words}")
        missing += list(unsettled(asked, name, one, ground))
    return lines or [asked.told("nothing_abroad")], missing


def unsettled(asked: Asked, name: str, one: Recipient, ground: str) -> Iterator[str]:
    """What of one transfer nobody can tell."""
    if not one.country:
        yield asked.write(f"recipients.{name}.country")
    if ground in ("none", "pending"):
        yield asked.write(f"recipients.{name}.transfer")


FIELDS: dict[str, Callable[[Asked], Lines]] = {
    "controller": controller,
    "officer": officer,
    "journey": journey,
    "basis": basis,
    "purpose": purpose_of,
    "data": data_of,
    "subjects": subjects,
    "access": access,
    "rights": rights,
    "flow": flow,
    "retention": retention,
    "security": security,
    "transfers": abroad,
}
