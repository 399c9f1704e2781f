"""What ./janji alone shows: every command, by what people want to do, in both languages."""

from __future__ import annotations

from janji.kit.text import LANGUAGES, say

GROUPS = {
    "begin": ("demo", "doctor", "run", "new", "staff", "settings"),
    "promise": (
        "check",
        "plan",
        "apply",
        "promises",
        "register",
        "explain",
        "prove",
        "ask",
        "answers",
        "export-ledger",
    ),
    "safe": ("backup", "restore", "provider"),
    "build": ("test", "lint", "bench", "web", "work"),
}  # fmt: skip
LISTED = tuple(name for names in GROUPS.values() for name in names)


def overview(language: str) -> str:
    """The first page of Janji, at most 79 columns wide; the reader's language comes first."""
    told = (language, *(one for one in LANGUAGES if one != language))
    lines = [say("cli.overview.title", one) for one in told]
    for group, names in GROUPS.items():
        lines += ["", " / ".join(say(f"cli.overview.{group}", one) for one in told)]
        for name in names:
            first, second = (helped(name, one) for one in told)
            lines += [f"  ./janji {name:<14} {first}", f"{'':<25}{second}"]
    return "\n".join([*lines, "", *(say("cli.overview.more", one) for one in told)])


def helped(name: str, language: str) -> str:
    """What the command *name* does, in one line."""
    return say(f"cli.help.{name.replace('-', '_')}", language)
