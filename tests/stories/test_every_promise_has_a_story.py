"""The stories are complete: each promise of the policy file is quoted by one, in its order."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from stories.stage import BUSINESSES

HERE = Path(__file__).parent
SECTIONS = ("master", "data", "purposes", "retention", "recipients", "rights", "deletion")
ID = re.compile(r"\bR-\d\d\b")


def told(section: str) -> list[str]:
    """The promises that the stories of a section quote, in the order of the file."""
    tree = ast.parse((HERE / f"test_ramen_{section}.py").read_text(encoding="utf-8"))
    stories = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    ]
    quoted = [ID.findall(ast.get_docstring(story) or "") for story in stories]
    assert all(quoted), f"a story of {section} quotes no promise"
    return [one for ids in quoted for one in ids]


def test_every_promise_is_told() -> None:
    written = (BUSINESSES / "ramen-master" / "policy.yaml").read_text(encoding="utf-8")
    promised = set(re.findall(r"- id: (R-\d\d)\b", written))
    assert len(promised) == 42
    assert {one for section in SECTIONS for one in told(section)} == promised


def test_the_stories_follow_the_policy() -> None:
    first_told = list(dict.fromkeys(one for section in SECTIONS for one in told(section)))
    own = [one for one in first_told if one not in ("R-06", "R-24", "R-41")]
    assert own == sorted(own)
