"""What people answer about a new business, read kindly and judged strictly, in two languages.

Each reader takes what was typed and returns a fact, or raises JanjiError policy.start.… with what
to write instead. Nothing typed is quoted in an error but what the person at the terminal sees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import cast, get_args

from janji.kit.text import say
from janji.policy.base import Span
from janji.policy.model_business import EMAIL, ZONES
from janji.policy.start import LegalForm, Work, defaults, span_of
from janji.policy.start_hours import hours
from janji.policy.start_wrong import wrong
from janji.policy.words import span_words

LONGEST_NAME, LONGEST_WORDS = 60, 200
LONGEST_SLUG = 40
FORMS = ("PT", "CV", "firm", "person")
LISTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "legal_form": ("forms", FORMS), "does": ("works", get_args(Work)),
}  # fmt: skip
SLUG = re.compile(r"[a-z][a-z0-9-]*\Z")
NUMBER = re.compile(r"\+[1-9][0-9]{6,14}\Z")
SPAN = re.compile(r"(\d{1,4}) ?([a-z]+)\Z", re.ASCII)
RUN_OF_DIGITS = re.compile(r"\d{6}")
ZONE_NAMES = {"wib": ZONES[0], "wita": ZONES[2], "wit": ZONES[3]}


def words(typed: str, most: int = LONGEST_WORDS) -> str:
    """Words on one line, without what nobody can see."""
    plain = " ".join(unicodedata.normalize("NFC", typed).split())
    if not plain:
        raise wrong("empty")
    if len(plain) > most:
        raise wrong("too_long", most=most)
    if not plain.isprintable() or "<<" in plain:
        raise wrong("strange_letters")
    return plain


def name(typed: str) -> str:
    """The name of a business: it has letters, and no phone number in it."""
    plain = words(typed, LONGEST_NAME)
    if not slug_from(plain):
        raise wrong("no_letters")
    if RUN_OF_DIGITS.search(plain):
        raise wrong("number_in_name")
    return plain


def slug_from(plain: str) -> str:
    """The folder's name made of a business's name: "Kopi Tepi" becomes kopi-tepi; else empty."""
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    return re.sub(r"^[0-9-]+", "", found)[:LONGEST_SLUG].rstrip("-")


def slug(typed: str) -> str:
    """The name of a folder."""
    plain = typed.strip()
    if not SLUG.match(plain) or len(plain) > LONGEST_SLUG or plain.endswith("-"):
        raise wrong("slug", most=LONGEST_SLUG)
    return plain


def sentence(typed: str) -> str:
    """A sentence about the business, ended by a full stop; braces would be gaps of an answer."""
    plain = words(typed).replace("{", "(").replace("}", ")")
    return plain if plain[-1] in ".!?" else f"{plain}."


def address(typed: str) -> str:
    """A postal address."""
    plain = words(typed).rstrip(". ")
    if not any(letter.isalpha() for letter in plain):
        raise wrong("no_letters")
    return plain


def email(typed: str) -> str:
    """An e-mail address."""
    plain = typed.strip()
    if not EMAIL.match(plain) or not plain.isascii() or not plain.isprintable():
        raise wrong("email")
    return plain


def phone(typed: str) -> str:
    """A number in E.164; 08… and 62… are Indonesian."""
    digits = re.sub(r"[ ().-]", "", typed.strip())
    if digits.startswith("0"):
        digits = "+62" + digits[1:]
    elif digits.startswith("62"):
        digits = "+" + digits
    if not NUMBER.match(digits):
        raise wrong("phone")
    return digits


def legal_form(typed: str) -> LegalForm:
    """PT, CV, firm or person, in either language."""
    return cast("LegalForm", one_of(typed, "forms", FORMS))


def one_of(typed: str, list_name: str, facts: tuple[str, ...]) -> str:
    """The fact whose name, in either language, was typed."""
    plain = typed.strip().lower()
    for code in ("id", "en"):
        said = say(f"policy.start.{list_name}", code).lower().split(", ")
        for fact, word in zip(facts, said, strict=True):
            if plain in (fact.lower(), word):
                return fact
    raise wrong("not_among", choices=", ".join(in_both(list_name, facts)))


def in_both(list_name: str, facts: tuple[str, ...]) -> list[str]:
    """Each fact as it may be typed: "perorangan / person"."""
    own = say(f"policy.start.{list_name}", "id").split(", ")
    pairs = zip(own, facts, strict=True)
    return [" / ".join(dict.fromkeys(pair)) for pair in pairs]


def chosen_words(fact: str, list_name: str, facts: tuple[str, ...], language: str) -> str:
    """One fact by its name in the reader's language."""
    return say(f"policy.start.{list_name}", language).split(", ")[facts.index(fact)]


def several(typed: str, list_name: str, facts: tuple[str, ...]) -> tuple[str, ...]:
    """The facts that were typed, each once, in the order of the typing."""
    parts = [part for part in re.split(r"[,;+ ]+", typed.strip()) if part]
    if not parts:
        raise wrong("empty")
    return tuple(dict.fromkeys(one_of(part, list_name, facts) for part in parts))


def languages(typed: str) -> tuple[str, ...]:
    """id, or both with the first as default; English alone is not enough (PP 33/2026 60(1)c)."""
    found = several(typed, "languages", ("id", "en"))
    if "id" not in found:
        raise wrong("english_alone")
    return found


def channels(typed: str) -> bool:
    """Whether rights may be asked for by e-mail too; WhatsApp is always there."""
    found = several(typed, "channels", ("whatsapp", "email"))
    if "whatsapp" not in found:
        raise wrong("no_whatsapp")
    return "email" in found


def does(typed: str) -> frozenset[Work]:
    """What the business does with Janji; it always talks with its customers."""
    return frozenset(cast("tuple[Work, ...]", several(typed, "works", get_args(Work)))) | {"care"}


def zone(typed: str) -> str:
    """A time zone of Indonesia, by name or as WIB, WITA, WIT."""
    plain = typed.strip()
    found = ZONE_NAMES.get(plain.lower(), plain)
    if found not in ZONES:
        raise wrong("zone", zones=", ".join(ZONES))
    return found


def yes(typed: str) -> bool:
    """Yes or no, in either language."""
    return one_of(typed, "yes_no", ("yes", "no")) == "yes"


def day(typed: str) -> date:
    """A day as YYYY-MM-DD."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise wrong("day") from None


def keep(typed: str) -> Span:
    """How long conversations live: whole days, not longer than anybody needs them."""
    return span(typed, defaults()["start_after"], defaults()["longest_keep"])


def notice(typed: str) -> Span:
    """How long before a change people are told."""
    return span(typed, defaults()["shortest_notice"], defaults()["longest_notice"])


def span(typed: str, least: str, most: str) -> Span:
    """A length of time in days, weeks, months or years, in either language."""
    found = SPAN.match(" ".join(typed.lower().split()))
    unit = unit_of(found[2]) if found else None
    if found is None or unit is None:
        raise wrong("span", example=both(span_of(defaults()["keep"])))
    asked = Span(int(found[1]), unit)
    low, high = span_of(least), span_of(most)
    if not low.longest_days <= asked.longest_days <= high.longest_days:
        raise wrong("span_range", least=both(low), most=both(high))
    return asked


def both(length: Span) -> str:
    """A length of time in both languages: an example of what may be typed."""
    return " / ".join(span_words(length, code) for code in ("id", "en"))


def unit_of(word: str) -> str | None:
    """The unit that a word of either language means."""
    for unit in ("day", "week", "month", "year"):
        known = {say(f"policy.unit.{unit}.{number}", code, count="").strip()
                 for number in ("one", "many") for code in ("id", "en")}  # fmt: skip
        if word in known:
            return unit
    return None


READERS: dict[str, Callable[[str], object]] = {
    "name": name, "slug": slug, "legal_form": legal_form, "legal_name": words,
    "languages": languages, "zone": zone, "channels": channels, "email": email, "phone": phone,
    "whatsapp": phone, "address": address, "about": sentence, "hours": hours, "holidays": yes,
    "does": does, "keep": keep, "notice": notice, "marketing": yes, "officer": words,
    "registration": words, "twilio_since": day,
}  # fmt: skip
