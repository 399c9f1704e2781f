"""What one turn comes to: commands first, rights always, then the assistant or a person.

Pure: facts in, a Verdict out. The order is the policy's conduct: STOP and rights words are heard
in every state and pass every limit; a person who talks to staff is not interrupted by the bot.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from janji.care import satisfaction
from janji.care.assistant import Assistant
from janji.care.classifier import Understanding
from janji.care.commands import Command, command
from janji.care.example import NONE, PERSON
from janji.care.rights_words import by_rule, looks_like_rights
from janji.care.slang import is_angry
from janji.kit.text import say

CHOOSE = "choose:"
STOP = "stop_promosi"
ASK_ERASE, ASK_ACCESS = "erase?", "access?"
RIGHTS_QUESTIONS = {"hapus_data": ASK_ERASE, "akses_data": ASK_ACCESS}


@dataclass(frozen=True)
class Talk:
    """Where a conversation stands when a turn begins.

    queue_line_due: who waits for a person has not heard for a while that one will come.
    hushed: only rights are heard (a block by staff, or a restriction by the person: UU PDP 41).
    """

    state: str
    language: str
    misses: int = 0
    question: str | None = None
    new_session: bool = False
    muted: bool = False
    queue_line_due: bool = False
    hushed: bool = False


@dataclass(frozen=True)
class Heard:
    """The lines of one turn, joined. kinds: the content kinds that came (text, media …)."""

    text: str
    payload: str = ""
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Verdict:
    """What to do: closed words for the record, sentences for the person.

    act: what a room must do (erase, confirm_erase, my_data, stop_marketing …), None for talk.
    state, question: where the conversation stands afterwards.
    """

    intent: str
    band: str
    outcome: str
    replies: tuple[str, ...] = ()
    act: str | None = None
    state: str = "bot"
    question: str | None = None
    misses: int = 0
    language: str | None = None
    rated: int | None = None
    top: tuple[str, ...] = field(default=())


def listen(assistant: Assistant, talk: Talk, heard: Heard, now: datetime) -> Verdict:
    """The verdict on one turn."""
    found = judged(assistant, talk, heard, now)
    return rights_alone(talk, found) if talk.hushed else found


def rights_alone(talk: Talk, found: Verdict) -> Verdict:
    """A verdict that exercises a right, or silence: nobody is answered beside their rights."""
    asked = talk.question in RIGHTS_QUESTIONS.values() and found.band == "command"
    if found.act is not None or found.band == "rights" or asked:
        return found
    return Verdict("none", "muted", "muted", state=talk.state, misses=talk.misses)


def judged(assistant: Assistant, talk: Talk, heard: Heard, now: datetime) -> Verdict:
    """The verdict on what was said, whoever may be answered."""
    ordered = command(heard.text, talk.question is not None)
    if ordered is not None:
        found = obey(assistant, talk, ordered, now)
        if found is not None:
            return found
    stars = satisfaction.rating(heard.text) if talk.question == satisfaction.QUESTION else None
    if stars is not None:
        return rated(talk, stars)
    chosen = choice(assistant, talk, heard, now)
    return chosen or consider(assistant, talk, heard, now)


def rated(talk: Talk, stars: int) -> Verdict:
    """The answer to how it was; the conversation stays as closed as it was."""
    words = satisfaction.thanks(stars, talk.language)
    return Verdict(
        "satisfaction", "command", f"rated_{stars}", (words,), state="closed", rated=stars
    )


def consider(assistant: Assistant, talk: Talk, heard: Heard, now: datetime) -> Verdict:
    """The verdict on what is neither a command nor a choice: rights first, then the talk."""
    seen = assistant.understand(heard.text) if heard.text.strip() else None
    right = looks_like_rights(heard.text, assistant.ear, seen=seen) if seen else None
    if right in RIGHTS_QUESTIONS:
        return ask_right(talk, right)
    if by_rule(heard.text) == STOP:
        return Verdict(STOP, "answer", "right", act="stop_marketing", state=talk.state)
    if talk.state in ("agent", "waiting"):
        return left_to_person(assistant, talk, "none", now)
    if right == STOP:
        return Verdict(right, "answer", "right", act="stop_marketing")
    if talk.muted:
        return muted(assistant, talk, seen, now)
    if seen is None:
        return hand_over(assistant, talk, "none", said_nothing(heard), now)
    if is_angry(heard.text):
        return hand_over(assistant, talk, seen.intent, "care.turn.complaint", now)
    return converse(assistant, talk, seen, now)


def obey(assistant: Assistant, talk: Talk, ordered: Command, now: datetime) -> Verdict | None:
    """A command's verdict; None when the command only answers an open question."""
    simple = SIMPLE.get(ordered.name)
    if ordered.is_right:
        return Verdict(ordered.name, "command", "right", act=ordered.name, state=talk.state)
    if ordered.name == "agent":
        return hand_over(assistant, talk, PERSON, "care.turn.agent", now)
    if ordered.name == "language":
        language = ordered.value or talk.language
        words = say("care.turn.language", language)
        return Verdict(
            "language", "command", "answered", (words,), language=language, state=talk.state
        )
    if ordered.name in ("yes", "no"):
        return answered_question(talk, yes=ordered.name == "yes")
    if simple is not None and talk.state == "bot":
        words = assistant.answer(simple, talk.language, now) or menu(assistant, talk.language)
        return Verdict(simple, "command", "answered", (words,))
    if ordered.name == "back" and talk.question:
        return Verdict("back", "command", "answered", (menu(assistant, talk.language),))
    return None


def muted(assistant: Assistant, talk: Talk, seen: Understanding | None, now: datetime) -> Verdict:
    """The bot is silent, except for who asks for a person: that is never silenced."""
    intent = seen.intent if seen else "none"
    if seen and seen.band == "answer" and intent == PERSON:
        return hand_over(assistant, talk, intent, "care.turn.agent", now)
    return Verdict(intent, "muted", "muted", state="bot", misses=talk.misses)


SIMPLE = {"menu": "sapaan", "policy": "lama_simpan", "hours": "jam_buka", "place": "lokasi"}


def answered_question(talk: Talk, *, yes: bool) -> Verdict | None:
    """YES or NO to the question that is open."""
    acts = {ASK_ERASE: "erase", ASK_ACCESS: "my_data"}
    if talk.question not in acts:
        return None
    if yes:
        act = acts[talk.question]
        return Verdict(act, "command", "right", act=act, state=talk.state)
    return Verdict(
        "no", "command", "answered", (say("care.turn.fine", talk.language),), state=talk.state
    )


def ask_right(talk: Talk, right: str) -> Verdict:
    """One confirming question before a request is opened."""
    question = RIGHTS_QUESTIONS[right]
    key = "care.turn.ask_erase" if question == ASK_ERASE else "care.turn.ask_access"
    return Verdict(
        right, "rights", "asked", (say(key, talk.language),), question=question, state=talk.state
    )


def choice(assistant: Assistant, talk: Talk, heard: Heard, now: datetime) -> Verdict | None:
    """The answer to a list of choices: its number, or the button's own payload."""
    if not (talk.question or "").startswith(CHOOSE):
        return None
    intents = (talk.question or "").removeprefix(CHOOSE).split(",")
    told = heard.payload or heard.text.strip().rstrip(".")
    if told.isdigit() and 1 <= int(told) <= len(intents) + 1:
        told = (*intents, PERSON)[int(told) - 1]
    if told == PERSON:
        return hand_over(assistant, talk, PERSON, "care.turn.agent", now)
    if told not in intents:
        return None
    return told_by_intent(assistant, talk, told, "chosen", now)


def converse(assistant: Assistant, talk: Talk, seen: Understanding, now: datetime) -> Verdict:
    """Answer, offer choices or hand over, by how sure the ear is."""
    conduct = assistant.business.policy.assistant
    top = tuple(intent for intent, _ in seen.top3)
    if seen.band == "answer" and seen.intent != NONE:
        found = told_by_intent(assistant, talk, seen.intent, "answer", now)
        if found:
            return replace(found, top=top)
    misses = talk.misses + 1
    if seen.band == "hand_over" or conduct is None or misses >= conduct.misses:
        return hand_over(assistant, talk, seen.intent, "care.understand.hand_over", now)
    offered = [  # a person is always the last choice, and never twice
        intent
        for intent in top
        if intent != PERSON and assistant.answers.lookup(intent, talk.language, now)
    ]
    if not offered:
        return hand_over(assistant, talk, seen.intent, "care.understand.hand_over", now)
    words = choices(assistant, offered, talk.language)
    return Verdict(
        seen.intent,
        "ask",
        "asked",
        (words,),
        question=CHOOSE + ",".join(offered),
        misses=misses,
        top=top,
    )


def told_by_intent(
    assistant: Assistant, talk: Talk, intent: str, band: str, now: datetime
) -> Verdict | None:
    """The approved answer to an intent; a person is called where the answer says so."""
    if intent == PERSON:
        return hand_over(assistant, talk, intent, "care.turn.agent", now)
    if intent in GRAVE:
        return hand_over(assistant, talk, intent, "care.turn.complaint", now)
    words = assistant.answer(intent, talk.language, now)
    if words is None:
        return None
    if assistant.calls_person(intent, talk.language, now):
        return Verdict(intent, "hand_over", "handed_over", (words,), state="waiting")
    return Verdict(intent, band, "answered", (words,))


GRAVE = frozenset(("keluhan", "lapor_penipuan"))


def choices(assistant: Assistant, intents: list[str], language: str) -> str:
    """A numbered list a person can answer with one digit; the last is always a person."""
    titles = [assistant.answers.title(intent, language) for intent in intents]
    titles.append(say("care.understand.person", language))
    lines = [f"{number}. {title}" for number, title in enumerate(titles, 1)]
    return "\n".join([say("care.understand.ask", language), *lines])


def hand_over(assistant: Assistant, talk: Talk, intent: str, key: str, now: datetime) -> Verdict:
    """A person takes over: the words say when people answer, and the question is kept."""
    if talk.state in ("agent", "waiting"):
        return left_to_person(assistant, talk, intent, now)
    hours = assistant.hours_words(talk.language, now)
    words = (
        f"{say(key, talk.language)} {say('care.turn.people_answer', talk.language, hours=hours)}"
    )
    return Verdict(intent, "hand_over", "handed_over", (words,), state="waiting")


def left_to_person(assistant: Assistant, talk: Talk, intent: str, now: datetime) -> Verdict:
    """Staff answer this. Who waits is told so now and then: silence looks like being forgotten."""
    words: tuple[str, ...] = ()
    if talk.state == "waiting" and talk.queue_line_due and not talk.muted:
        hours = assistant.hours_words(talk.language, now)
        words = (say("care.turn.still_in_queue", talk.language, hours=hours),)
    return Verdict(intent, "person", "left_to_person", words, state=talk.state, misses=talk.misses)


def said_nothing(heard: Heard) -> str:
    """Which sentence acknowledges a message without words."""
    if "location" in heard.kinds:
        return "care.turn.got_location"
    return "care.turn.got_media" if "media" in heard.kinds else "care.turn.got_empty"


def menu(assistant: Assistant, language: str) -> str:
    """What can be asked."""
    return say("care.turn.menu", language, name=assistant.business.name)


def introduced(assistant: Assistant, verdict: Verdict, talk: Talk) -> Verdict:
    """Once per session: it is an assistant, how to reach a person, until when the chat is kept."""
    if not talk.new_session or not verdict.replies:
        return verdict
    days = assistant.business.policy.keep_days("conversation")
    words = say(
        "care.turn.intro", verdict.language or talk.language, name=assistant.business.name,
        days=days, link=assistant.policy_link,
    )  # fmt: skip
    return replace(verdict, replies=(f"{words}\n\n{verdict.replies[0]}", *verdict.replies[1:]))


def is_clear(assistant: Assistant, heard: Heard) -> bool:
    """Whether the turn can be answered at once, without waiting for more short lines."""
    if (
        heard.payload
        or command(heard.text, question_open=True) is not None
        or not heard.text.strip()
    ):
        return True
    if heard.text.strip().isdigit():
        return True
    seen = assistant.understand(heard.text)
    return seen.band == "answer" and seen.intent != "sapaan"


def may_wait(assistant: Assistant, newest: datetime, now: datetime) -> bool:
    """Whether the burst window is still open: people send many short lines."""
    conduct = assistant.business.policy.assistant
    return conduct is not None and now - newest < timedelta(seconds=conduct.burst_wait.seconds)
