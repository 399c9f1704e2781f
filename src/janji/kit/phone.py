"""Phone numbers as Indonesians write them, as E.164 and back.

A number is kept as "+6281200000001" and shown masked. A mobile says nothing of its owner's zone.
"""

from __future__ import annotations

import re
import unicodedata

HOME = "ID"
ADDRESS = re.compile(
    r"^(?:whatsapp:|tel:|sms:|https?://)?(?:(?:www\.)?wa\.me/|api\.whatsapp\.com/send\?phone=)?",
    re.I,
)
SERVER = re.compile(r"@(?:c\.us|s\.whatsapp\.net|lid)$", re.I)
DIALLED_OUT = re.compile(r"^(?:00|001|007|008|01017)[\s.-]*(?=62)")  # prefixes for calls abroad
TRUNK = re.compile(r"\(0\)")
NOTE = re.compile(r"\([^\d)]*\)")
SHAPE = re.compile(r"[+\d][\d\s().–-]*")
GROUPS = re.compile(r"^(\+62)(\d{3})(\d{4})(\d{3,5})$")
CANDIDATE = re.compile(r"(?<![\w+])(?:whatsapp:|wa\.me/)?\+?\(?\d[\d\s().–-]{6,20}\d(?!\w)", re.I)


def parse(text: str) -> str | None:
    """The number that *text* as a whole is, in E.164; None unless it is a valid mobile.

    Without a country code it is Indonesian. Understands 0813…, 62813…, 813…, +62 (0)813…,
    0062…, whatsapp:+62…, tel:…, wa.me/62…, …@c.us, dots, dashes, full-width digits, "(WA)".
    """
    plain = bare(text)
    if not SHAPE.fullmatch(plain):
        return None
    import phonenumbers  # its tables cost time: only where something looks like a number

    kinds = phonenumbers.PhoneNumberType
    try:
        number = phonenumbers.parse(plain, HOME)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.number_type(number) not in (kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def bare(text: str) -> str:
    """*text* without addresses, servers, notes and prefixes around the number itself."""
    plain = unicodedata.normalize("NFKC", text).replace("\u200b", "").strip()
    plain = SERVER.sub("", ADDRESS.sub("", plain))
    plain = NOTE.sub("", TRUNK.sub("", plain)).strip()
    plain = DIALLED_OUT.sub("+", plain)
    return "+" + plain if plain.startswith("62") else plain


def find(text: str) -> list[str]:
    """Every valid mobile number in *text*, in E.164, in order, each once."""
    plain = unicodedata.normalize("NFKC", text)
    numbers = (parse(found.group()) for found in CANDIDATE.finditer(plain))
    return list(dict.fromkeys(number for number in numbers if number is not None))


def written(e164: str) -> str:
    """The number as people read it: "+62 812-0000-0001"; unchanged when it is no number."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def spaced(e164: str) -> str:
    """An Indonesian mobile in groups, "+62 812 0000 0001"; any other number as it is."""
    return GROUPS.sub(r"\1 \2 \3 \4", e164)


def masked(e164: str) -> str:
    """The number with all but its country and its last four digits hidden: "+62 ••• •••• 0001"."""
    import phonenumbers

    try:
        country = f"+{phonenumbers.parse(e164).country_code} "
    except phonenumbers.NumberParseException:
        country = ""
    return f"{country}••• •••• {e164[-4:]}"
