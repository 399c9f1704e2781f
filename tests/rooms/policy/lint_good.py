"""What an invented text states that meets every question, and one spoiled fact per question."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from janji.policy.stated import Stated


def said(words: str) -> dict[str, Any]:
    """A fact with its words."""
    return {"quote": words}


def right(hours: int | None = 72) -> dict[str, Any]:
    """A right with a channel and a deadline."""
    return {"said": said("right"), "channel": said("whatsapp"), "hours": hours}


RIGHTS = (
    "access", "correction", "deletion", "withdrawal", "restriction", "objection", "portability"
)  # fmt: skip

GOOD: dict[str, Any] = {
    "business": "invented",
    "identity": {
        "name": said("PT Contoh"),
        "legal_form": "PT",
        "address": said("Jalan Contoh 1"),
        "contacts": [
            {"kind": "email", "value": "halo@contoh.example", "said": said("halo")},
            {"kind": "phone", "value": "+62 812 0000 0001", "said": said("telepon")},
        ],
        "site": "www.contoh.example",
        "officer": {"needed": True, "reason": said("why"), "contact": "dpo@contoh.example"},
        "registration": said("PSE 1"),
    },
    "paper": {
        "languages": ["id", "en"],
        "prevailing": "id",
        "effective": said("2026-11-22"),
        "versions": said("1"),
    },
    "data": {
        "fields": {
            "card": {
                "said": said("card"),
                "source": "third_party",
                "specific": True,
                "flagged": True,
                "purpose": said("payment"),
                "told": said("told"),
            },
        },
        "never": [{"quote": "no IP address", "bound": "technical_data_stored"}],
        "unique_ids": [{"quote": "cookie id", "called_anonymous": False}],
        "pseudonyms": [{"quote": "pseudonym", "called_anonymous": False}],
    },
    "children": {"said": said("adults"), "offered": True, "gate": True, "parent_consent": True},
    "accessible": said("screen readers"),
    "purposes": {
        "listed": {
            "security": {
                "said": said("security"),
                "basis": "legitimate_interest",
                "own_interest": True,
                "assessment": said("weighed"),
            },
            "promotions": {
                "said": said("promotions"),
                "basis": "consent",
                "marketing": True,
                "profiling": True,
                "logic": said("logic"),
                "objection": said("objection"),
            },
        },
        "only_for": [said("only for these")],
    },
    "consent": {
        "asked": [said("yes?")],
        "evidence": said("evidence"),
        "withdrawal": {"said": said("withdraw"), "scope": "all", "channel": said("whatsapp")},
        "stop": {"hours": 72, "told": True},
        "harmless": said("the same service"),
    },
    "marketing": {
        "recipients": said("nobody"),
        "form": said("messages"),
        "stop": said("STOP"),
        "report": said("agency"),
        "channels": {"whatsapp": {"way_to_stop": said("STOP")}},
        "only_with_permission": [said("only with permission")],
    },
    "impact": {"reference": said("assessment 1")},
    "retention": {
        "periods": {"all": {"quote": "a week", "finite": True}},
        "clocks": [{"quote": "from each message", "exact": True}],
        "scope": {"quote": "everything", "backups": True, "logs": True},
        "floors": [said("UU KUP 28(11)")],
        "all_or_most": [said("all")],
    },
    "deletion": {"notice": said("notice"), "stop_use_hours": 72},
    "rights": {
        "named": {name: right() for name in RIGHTS},
        "acknowledged": said("a day"),
        "evidence": {"said": said("paper"), "method": "document", "document": True,
                     "own_period": True},
        "limits": [{"quote": "as the law allows", "ground": "law"}],
        "free_copy": said("free"),
        "complaints": said("agency"),
    },
    "sharing": {
        "recipients": {
            "twilio": {
                "said": said("Twilio Inc."),
                "named": True,
                "role": "processor",
                "data": True,
                "purpose": True,
                "foreign": True,
                "country": "US",
                "ground": "safeguards",
                "keeps": said("a week"),
                "agreement": said("contract 1"),
            },
        },
        "messaging": [{"quote": "WhatsApp", "operator": "meta"}],
        "not_without_consent": [said("not without permission")],
    },
    "merger": {"said": said("merger"), "before": True, "after": True},
    "authorities": {"said": said("by law")},
    "security": {
        "measures": [{"quote": "sealed", "testable": True, "bound": "keys_alive_past_day"}],
        "end_to_end": [said("end to end")],
    },
    "breach": {"said": said("breach"), "hours": 72, "person": True, "agency": True},
    "site": said("the site"),
    "cookies": {"said": said("cookies"), "inventory": True, "gate": "consent"},
    "changes": {"said": said("before"), "told": "before"},
}  # fmt: skip

CLAIM = [{"quote": "only", "against": said("but")}]
PURPOSE = ("purposes", "listed", "promotions")
TWILIO = ("sharing", "recipients", "twilio")
SPOILS: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "CTRL-01": (("identity", "legal_form"), None),
    "CTRL-02": (("identity", "address"), None),
    "CTRL-03": (("identity", "contacts"), []),
    "CTRL-04": (("identity", "contacts", 1, "value"), "+62 812"),
    "CTRL-05": (("identity", "site"), "www.elsewhere.example"),
    "DPO-01": (("identity", "officer"), None),
    "PSE-01": (("identity", "registration"), None),
    "META-01": (("paper", "effective"), None),
    "META-02": (("paper", "versions"), None),
    "META-03": (("paper", "other_live"), [said("another")]),
    "META-04": (("paper", "broken"), [said("cut o")]),
    "LANG-01": (("paper", "gaps"), [said("English only")]),
    "LANG-02": (("paper", "prevailing"), None),
    "DATA-01": (("data", "fields"), {}),
    "DATA-02": (("data", "open_ended"), [said("and more")]),
    "DATA-03": (("data", "fields", "card", "purpose"), None),
    "DATA-04": (("data", "fields", "card", "flagged"), False),
    "DATA-05": (("data", "fields", "card", "told"), None),
    "DATA-06": (("data", "never", 0, "bound"), None),
    "DATA-07": (("data", "unique_ids", 0, "called_anonymous"), True),
    "DATA-08": (("data", "pseudonyms", 0, "called_anonymous"), True),
    "CHLD-01": (("children", "parent_consent"), False),
    "DISB-01": (("accessible",), None),
    "PURP-01": (("purposes", "open_ended"), [said("among others")]),
    "PURP-02": (("purposes", "only_for"), CLAIM),
    "BASE-01": ((*PURPOSE, "basis"), None),
    "BASE-02": (("purposes", "listed", "security", "assessment"), None),
    "PROF-01": ((*PURPOSE, "logic"), None),
    "CONS-01": (("consent", "by_use"), [said("by using")]),
    "CONS-02": (("consent", "bundled"), [said("with the terms")]),
    "CONS-03": (("consent", "evidence"), None),
    "CONS-04": (("consent", "withdrawal", "scope"), "marketing"),
    "CONS-05": (("consent", "stop", "hours"), 73),
    "CONS-06": (("consent",), {"by_use": [said("by using")]}),
    "MKT-01": ((*PURPOSE, "basis"), "contract"),
    "MKT-02": (("marketing", "report"), None),
    "MKT-03": (("marketing", "only_with_permission"), CLAIM),
    "MKT-04": (("marketing", "channels", "whatsapp", "way_to_stop"), None),
    "DPIA-01": (("impact", "reference"), None),
    "RET-01": (("retention", "periods", "all", "finite"), False),
    "RET-02": (("retention", "clocks", 0, "exact"), False),
    "RET-03": (("retention", "scope", "backups"), False),
    "RET-04": ((*TWILIO, "keeps"), None),
    "RET-05": (("retention",), {"sells": said("orders")}),
    "RET-06": (("retention", "all_or_most"), CLAIM),
    "DEL-01": (("deletion", "notice"), None),
    "DEL-02": (("deletion", "stop_use_hours"), 73),
    "RGT-01": (("rights", "named"), {"access": right()}),
    "RGT-02": (("rights", "named", "access", "hours"), 73),
    "RGT-03": (("rights", "named", "correction", "hours"), None),
    "RGT-04": (("rights", "named", "restriction"), right(720)),
    "RGT-05": (("rights", "named", "deletion"), {**right(None), "working_days": 30}),
    "RGT-06": (("rights", "hedges"), [said("usually")]),
    "RGT-07": (("rights", "named", "access", "channel"), None),
    "RGT-08": (("rights", "acknowledged"), None),
    "RGT-09": (("rights", "evidence", "own_period"), False),
    "RGT-10": (("deletion", "reason_demanded"), said("say why")),
    "RGT-11": (("rights", "limits"), [{"quote": "if we agree", "ground": "own"}]),
    "RGT-12": (("rights", "complaints"), None),
    "RCP-01": ((*TWILIO, "named"), False),
    "RCP-02": (("sharing", "messaging", 0, "operator"), None),
    "RCP-03": (("sharing", "not_without_consent"), CLAIM),
    "RCP-04": ((*TWILIO, "agreement"), None),
    "XB-01": ((*TWILIO, "ground"), None),
    "XB-02": ((*TWILIO, "ground"), "consent"),
    "MRG-01": (("merger", "after"), False),
    "AUTH-01": (("authorities", "beyond"), said("our interests")),
    "SEC-01": (("security", "measures", 0, "testable"), False),
    "SEC-02": (("security", "end_to_end"), CLAIM),
    "SEC-03": (("security",), {}),
    "BRCH-01": (("breach", "agency"), False),
    "COOK-01": (("cookies", "gate"), "browser"),
    "EXON-01": (("exoneration",), [{"quote": "not liable", "about": "own"}]),
    "CHG-01": (("changes", "told"), "posted"),
    "CHG-02": (("changes", "look"), [said("please look")]),
}


def good() -> Stated:
    """The text that meets every question."""
    return Stated.model_validate(deepcopy(GOOD))


def spoiled(rule: str) -> Stated:
    """The good text with the one fact that *rule* looks at made wrong."""
    path, value = SPOILS[rule]
    tree: Any = deepcopy(GOOD)
    here = tree
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return Stated.model_validate(tree)
