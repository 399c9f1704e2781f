"""The assistant of one business: its answers, its trained ear, its computed words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from janji.care.answers import Answers, load_answers
from janji.care.classifier import Classifier, Understanding, train
from janji.kit import hours, phone
from janji.policy import render
from janji.policy.business import Business


@dataclass(frozen=True)
class Assistant:
    """Trained once at the start of a process (a fraction of a second), then only asked."""

    business: Business
    answers: Answers
    ear: Classifier
    site: str

    def understand(self, text: str) -> Understanding:
        """What *text* seems to ask."""
        return self.ear.understand(text)

    def answer(self, intent: str, language: str, now: datetime) -> str | None:
        """The approved words for *intent*, gaps filled with facts and computed words."""
        found = self.answers.lookup(intent, language, now)
        if found is None:
            return None
        if found.kind == "policy":
            return self.policy_words(intent, language) or found.filled(self.slots(language, now))
        return found.filled(self.slots(language, now))

    def calls_person(self, intent: str, language: str, now: datetime) -> bool:
        """Whether the answer to *intent* says that a person takes over."""
        found = self.answers.lookup(intent, language, now)
        return found is not None and found.kind == "handover"

    def policy_words(self, intent: str, language: str) -> str | None:
        """Answers about data are rendered from the policy, so that they cannot contradict it."""
        return policy_words(self.business, self.site, intent, language)

    @property
    def policy_link(self) -> str:
        """Where the policy stands."""
        return policy_page(self.business, self.site)

    def slots(self, language: str, now: datetime) -> dict[str, str]:
        """Computed words for gaps in answers."""
        return {
            "hours_today": self.hours_words(language, now),
            "hours_week": hours.week_words(self.business.hours.weekly(language), language),
            "policy_link": self.policy_link,
            "proof_link": f"{self.site}/{self.business.slug}/proof",
            "keep": str(self.business.policy.keep_days("conversation")),
            "phone": phone.written(self.business.contacts.phone),
            "email": self.business.contacts.email,
            "recipients": ", ".join(sorted(self.business.policy.recipients())),
        }

    def hours_words(self, language: str, now: datetime) -> str:
        """When people answer, as words."""
        return hours.state_words(self.business.hours.weekly(language), now, language)


POLICY_ANSWERS = {
    "lama_simpan": render.answer_retention,
    "dibagikan": render.answer_sharing,
    "akses_data": render.answer_access,
}


def policy_page(business: Business, site: str) -> str:
    """Where the policy stands."""
    return f"{site.rstrip('/')}/{business.slug}/privacy"


def policy_words(business: Business, site: str, intent: str, language: str) -> str | None:
    """What the policy itself says to *intent*; None when it says nothing to it."""
    words = POLICY_ANSWERS.get(intent)
    return None if words is None else f"{words(business, language)}\n{policy_page(business, site)}"


def prepare(business: Business, site: str) -> Assistant:
    """Load the answers and train the ear.

    Raises: care.answers.AnswersRefused with every problem of the file.
    """
    return trained(business, load_answers(business.folder / "answers.yaml", business.zone), site)


def trained(business: Business, answers: Answers, site: str) -> Assistant:
    """The assistant that says *answers*."""
    conduct = business.policy.assistant
    ear = train(
        answers.examples(),
        precision=conduct.precision if conduct else 1.0,
        ask=conduct.ask_from if conduct else 1.0,
    )
    return Assistant(business, answers, ear, site.rstrip("/"))
