"""Questions about who answers for the data and about the text itself."""

from __future__ import annotations

import re

from janji.policy.lint_outcome import (
    NOT_APPLICABLE,
    PASSED,
    Outcome,
    Question,
    each,
    failed,
    met,
    none_of,
    unclear,
)
from janji.policy.model_business import EMAIL
from janji.policy.stated import ContactStated, Stated

NUMBER = re.compile(r"\+?\d{9,15}\Z")
SPACING = re.compile(r"[ ().-]")
REACHES = frozenset({"email", "phone", "whatsapp", "post"})


def legal_name(stated: Stated) -> Outcome:
    """CTRL-01: a legal name with its form."""
    who = stated.identity
    return met(who.name and who.legal_form, ("identity", "name"), who.name)


def postal_address(stated: Stated) -> Outcome:
    """CTRL-02: a postal address."""
    return met(stated.identity.address, ("identity", "address"))


def contact_named(stated: Stated) -> Outcome:
    """CTRL-03: a way to reach a person; a website alone is none."""
    return met(
        any(one.kind in REACHES for one in stated.identity.contacts), ("identity", "contacts")
    )


def contacts_usable(stated: Stated) -> Outcome:
    """CTRL-04: every e-mail address and number is complete."""
    usable = [one for one in stated.identity.contacts if one.kind in REACHES]
    if not usable:
        return NOT_APPLICABLE
    return none_of(
        (("identity", "contacts", index), one.said)
        for index, one in enumerate(stated.identity.contacts)
        if one.kind in REACHES and not complete(one)
    )


def complete(contact: ContactStated) -> bool:
    """Whether a printed contact can be used as it stands."""
    if contact.masked or contact.value is None:
        return False
    if contact.kind == "email":
        return EMAIL.match(contact.value) is not None
    if contact.kind == "post":
        return True
    return NUMBER.match(SPACING.sub("", contact.value)) is not None


def own_domain(stated: Stated) -> Outcome:
    """CTRL-05: e-mail lives at the domain of the site, or says why not."""
    mails = [
        (("identity", "contacts", index), one)
        for index, one in enumerate(stated.identity.contacts)
        if one.kind == "email"
    ]
    if not mails:
        return NOT_APPLICABLE
    for path, one in mails:
        if one.value is None:
            return unclear(path, one.said)
        if not at_home(one, stated.identity.site):
            return failed(path, one.said)
    return PASSED


def at_home(contact: ContactStated, site: str | None) -> bool:
    """Whether an address belongs to the site's domain, names its relation, or no site is named."""
    if site is None or contact.relation is not None:
        return True
    domain = (contact.value or "").rpartition("@")[2].lower()
    return f".{site.lower()}".endswith(f".{domain}")


def officer_decided(stated: Stated) -> Outcome:
    """DPO-01: whether an officer is needed was decided; a needed one has a contact."""
    officer = stated.identity.officer
    if officer and officer.needed and not officer.contact:
        return failed(("identity", "officer", "contact"), officer.reason, "error")
    return met(officer, ("identity", "officer"))


def registered(stated: Stated) -> Outcome:
    """PSE-01: the registration is recorded."""
    return met(stated.identity.registration, ("identity", "registration"))


def dated(stated: Stated) -> Outcome:
    """META-01: the day it takes effect."""
    return met(stated.paper.effective, ("paper", "effective"), stated.paper.undated)


def versioned(stated: Stated) -> Outcome:
    """META-02: numbered versions, earlier ones readable."""
    return met(stated.paper.versions, ("paper", "versions"))


def one_policy(stated: Stated) -> Outcome:
    """META-03: no second live policy promises otherwise."""
    return none_of(each(("paper", "other_live"), stated.paper.other_live))


def unbroken(stated: Stated) -> Outcome:
    """META-04: nothing cut off or empty."""
    return none_of(each(("paper", "broken"), stated.paper.broken))


def in_indonesian(stated: Stated) -> Outcome:
    """LANG-01: complete in Indonesian."""
    if "id" not in stated.paper.languages:
        return failed(("paper", "languages"))
    return none_of(each(("paper", "gaps"), stated.paper.gaps))


def one_prevails(stated: Stated) -> Outcome:
    """LANG-02: with two languages, one is said to prevail."""
    if len(stated.paper.languages) < 2:
        return NOT_APPLICABLE
    return met(stated.paper.prevailing, ("paper", "prevailing"))


QUESTIONS: dict[str, Question] = {
    "CTRL-01": legal_name,
    "CTRL-02": postal_address,
    "CTRL-03": contact_named,
    "CTRL-04": contacts_usable,
    "CTRL-05": own_domain,
    "DPO-01": officer_decided,
    "PSE-01": registered,
    "META-01": dated,
    "META-02": versioned,
    "META-03": one_policy,
    "META-04": unbroken,
    "LANG-01": in_indonesian,
    "LANG-02": one_prevails,
}
