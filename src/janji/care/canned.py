"""Ready-made replies with their gaps filled for one conversation, and templates beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from janji.kit import hours, phone
from janji.policy.business import Business
from janji.policy.model_messages import GAP, MessageTemplate


@dataclass(frozen=True)
class Reply:
    """A ready-made reply as it would be sent."""

    id: str
    title: str
    text: str


@dataclass(frozen=True)
class Preview:
    """A template as the person would read it. usable: approved at the provider in this language.

    state: the provider's word for it. values: what fills each numbered gap.
    """

    id: str
    title: str
    text: str
    state: str
    content_sid: str
    values: Mapping[str, str]

    @property
    def usable(self) -> bool:
        """Whether it may be sent now."""
        return self.state == "approved"


def slots(
    business: Business, language: str, now: datetime, *, name: str, agent: str, site: str
) -> dict[str, str]:
    """What may stand in a gap. name: the person's display name, "" when unknown."""
    return {
        "name": name,
        "agent": agent,
        "business": business.name,
        "hours": hours.state_words(business.hours.weekly(language), now, language),
        "link": f"{site.rstrip('/')}/{business.slug}/privacy",
        "phone": phone.written(business.contacts.phone),
        "email": business.contacts.email,
    }


def replies(
    business: Business, language: str, values: Mapping[str, str], titles: str = ""
) -> list[Reply]:
    """Every ready-made reply in *language*, filled; an unknown name leaves no hole.

    titles: the language of who chooses, when it is another than the customer's.
    """
    return [
        Reply(
            one.id,
            one.title.said(titles or language),
            tidy(one.words.said(language).format_map(values)),
        )
        for one in business.messages.canned
    ]


def tidy(text: str) -> str:
    """*text* without the space or comma that an empty gap left behind."""
    for before, after in ((" ,", ","), (" .", "."), (" !", "!"), (" ?", "?"), ("  ", " ")):
        text = text.replace(before, after)
    return text.strip()


def previews(
    business: Business, language: str, values: Mapping[str, str], titles: str = ""
) -> list[Preview]:
    """Every template that does not sell, in *language*, as it would be read; titles: as above."""
    return [
        preview(one, language, values, titles or language)
        for one in business.messages.templates
        if one.category != "marketing"
    ]


def at_provider(business: Business) -> dict[str, str]:
    """Every template the provider was given, by the id it has there: words with their gaps."""
    return {
        submitted.content_sid: one.words.said(language)
        for one in business.messages.templates
        for language, submitted in one.submitted.items()
    }


def preview(one: MessageTemplate, language: str, values: Mapping[str, str], titles: str) -> Preview:
    """One template with its gaps filled; no person's data ever fills one."""
    filled = {gap: values[slot] for gap, slot in one.variables.items()}
    submitted = one.submitted.get("en" if language == "en" else "id")
    return Preview(
        id=one.id,
        title=one.title.said(titles),
        text=GAP.sub(lambda gap: filled[gap[1]], one.words.said(language)),
        state=submitted.state if submitted else "not_submitted",
        content_sid=submitted.content_sid if submitted else "",
        values=filled,
    )
