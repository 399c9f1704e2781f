"""Find and mask personal data in Indonesian text: patterns with checks, no model, no network.

It will never find everything (numbers in words, names without a cue), so no promise may rest on
full recall: what leaves the house goes through *closed*, which masks any long run of digits too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from janji.kit import phone

PROVINCES = (  # the first two digits of a citizen number
    *range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77), 81, 82,
    *range(91, 98),
)  # fmt: skip
GAP = r"[\s.\-–/]?"


@dataclass(frozen=True)
class Found:
    """One piece of personal data; begins and ends are places in the text as given."""

    kind: str
    begins: int
    ends: int


def digits(text: str) -> str:
    """The digits of *text*, letters o and l among them read as the digits they imitate."""
    return re.sub(r"\D", "", text.translate(str.maketrans("oOlI", "0011")))


def is_nik(text: str) -> bool:
    """Whether 16 digits can be a citizen number: province, day (women + 40), month, serial."""
    number = digits(text)
    if len(number) != 16:
        return False
    day, month = int(number[6:8]), int(number[8:10])
    born = (1 <= day <= 31 or 41 <= day <= 71) and 1 <= month <= 12
    return int(number[:2]) in PROVINCES and born and number[12:] != "0000"


def is_card(text: str) -> bool:
    """Whether 13 to 19 digits have a card network's beginning and a right Luhn digit."""
    number = digits(text)
    if not 13 <= len(number) <= 19 or number[0] not in "3456":
        return False
    doubled = [int(n) * (2 if place % 2 else 1) for place, n in enumerate(reversed(number))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def is_phone(text: str) -> bool:
    """Whether the digits are a valid mobile number."""
    number = digits(text)
    return 9 <= len(number) <= 15 and phone.parse(("+" if "+" in text else "") + number) is not None


def anything(text: str) -> bool:
    """A pattern that needs no check of its own."""
    return bool(text)


Rule = tuple[str, re.Pattern[str], Callable[[str], bool]]
FREE = r"(?<![\w])"
CUE = (
    r"(?:\s{0,3}(?:saya|aku|sy|nya|number|code|kode|is|adalah|itu|an|atm|a\.n\.?|no\.?|nomor)){0,6}"
    r"\s{0,3}[:=]?\s{0,3}"
)
# Every repeat is bounded or begins at an edge: a hostile message costs no more than a long one.
EMAIL = r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63})+"
MAP_LINK = r"(?:maps\.app\.goo\.gl|goo\.gl/maps|google\.\w+/maps|maps\.google\.\w+)\S*"
COORDINATES = r"-?\d{1,2}\.\d{4,},\s?\d{2,3}\.\d{4,}"
SECRET = (
    r"\b(?:otp|pin|kode (?:verifikasi|rahasia|akses)|verification code|cvv|cvc|password"
    rf"|kata sandi)\b{CUE}(?P<value>\d[\d\s-]{{1,7}}\d)(?!\d)"
)
ACCOUNT = (
    r"\b(?:rek(?:ening)?|norek|bca|bri|bni|mandiri|bsi|cimb|permata|danamon|bank account"
    r"|account)\b[^\d\n@]{0,25}(?P<value>\d[\d\s.\-]{6,22}\d)(?!\d)"
)
TAX = (
    FREE + r"\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}"
    rf"|\bnpwp\b{CUE}(?P<value>\d[\d.\s-]{{13,22}}\d)"
)
PASSPORT = rf"\b(?:paspor|passport)\b{CUE}(?P<value>[A-Z]{{1,2}}\d{{6,7}})\b"
HEALTH = rf"\bbpjs\b{CUE}(?P<value>\d[\d\s-]{{9,16}}\d)"
CITIZEN = FREE + rf"(?:\d{GAP}){{15}}\d(?!\d)"
CARD = FREE + r"(?:\d[\s-]?){12,18}\d(?!\d)"
PHONE = r"(?<![\w.])\+?\(?(?:62|[0oO]|8)[\s.\-()]*(?:[\doOlI][\s.\-–()]{0,2}){7,13}(?![\w])"
RULES: tuple[Rule, ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE), check)
    for kind, pattern, check in (
        ("email", EMAIL, anything),
        ("place", f"{MAP_LINK}|{COORDINATES}", anything),
        ("otp", SECRET, anything),
        ("bank_account", ACCOUNT, anything),
        ("npwp", TAX, anything),
        ("passport", PASSPORT, anything),
        ("bpjs", HEALTH, anything),
        ("nik", CITIZEN, is_nik),
        ("card", CARD, is_card),
        ("phone", PHONE, is_phone),
    )
)
HINT = re.compile(r"[\d@]|\(at\)|\[at\]|maps", re.I)
LONG_RUN = re.compile(r"\d(?:[\s.\-–/()_,]{0,2}\d){7,}")


def find(text: str) -> list[Found]:
    """Every piece of personal data recognised in *text*, in order, none overlapping."""
    if not HINT.search(text) and text.isascii():
        return []
    plain, places = folded(text)
    if not HINT.search(plain):
        return []
    taken: list[Found] = []
    for kind, pattern, check in RULES:
        for match in pattern.finditer(plain):
            part = "value" if match.groupdict().get("value") else 0
            begins, ends = match.span(part)
            free = all(ends <= other.begins or begins >= other.ends for other in taken)
            if free and check(match.group(part)):
                taken.append(Found(kind, begins, ends))
    found = (Found(f.kind, places[f.begins], places[f.ends - 1] + 1) for f in taken)
    return sorted(found, key=lambda f: f.begins)


def folded(text: str) -> tuple[str, range | list[int]]:
    """*text* with full-width and hidden signs made plain, and where each sign came from."""
    if text.isascii():
        return text, range(len(text))
    signs = [
        (plain, place)
        for place, sign in enumerate(text)
        if unicodedata.category(sign) != "Cf"
        for plain in unicodedata.normalize("NFKC", sign)
    ]
    return "".join(plain for plain, _ in signs), [place for _, place in signs]


def mask(text: str) -> str:
    """*text* with every piece found replaced by its kind: "NIK saya [nik]"."""
    parts, done = [], 0
    for found in find(text):
        parts += [text[done : found.begins], f"[{found.kind}]"]
        done = found.ends
    return "".join([*parts, text[done:]])


def closed(text: str) -> str:
    """*text* fit to leave the house: masked, and any run of eight digits or more masked as well."""
    plain, _ = folded(mask(text))
    return LONG_RUN.sub("[number]", plain)


def masked_number(value: str) -> str:
    """An identity, card or account number with only its last four digits shown."""
    return "•" * max(0, len(digits(value)) - 4) + digits(value)[-4:]
