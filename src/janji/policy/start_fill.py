"""Model files with gaps, conditions and comments in two languages, filled for one business.

`<<name>>` is a gap; in YAML it stands inside double quotes when people's words go there. A line
`#? word` (or `#? not word`) begins what stands only when *word* holds, `#.` ends it. A comment
`#id` or `#en` stays for readers of that language alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "start_files"
GAP = re.compile(r"<<([a-z_]+)>>")
COMMENT = re.compile(r"( *)#(id|en)( .*)?\Z")


@cache
def model_text(name: str) -> str:
    """The model file *name*, as it stands."""
    return (FOLDER / name).read_text(encoding="utf-8")


def filled(name: str, words: Mapping[str, str], holds: Collection[str], language: str) -> str:
    """The model file *name* with its gaps filled, each word made safe inside double quotes.

    holds: the conditions that are true. language: whose comments stay.
    Raises: KeyError when a gap has no word.
    """
    lines = "\n".join(spoken(standing(model_text(name).splitlines(), holds), language)) + "\n"
    return GAP.sub(lambda gap: words[gap[1]], lines)


def standing(lines: list[str], holds: Collection[str]) -> Iterator[str]:
    """The lines whose conditions hold; conditions may stand inside one another."""
    open_now: list[bool] = []
    for line in lines:
        if line.startswith("#? "):
            word = line.removeprefix("#? ")
            wanted = not word.startswith("not ")
            open_now.append((word.removeprefix("not ") in holds) is wanted)
        elif line == "#.":
            open_now.pop()
        elif all(open_now):
            yield line


def spoken(lines: Iterator[str], language: str) -> Iterator[str]:
    """The lines with comments of one language only."""
    for line in lines:
        found = COMMENT.match(line)
        if found is None:
            yield line
        elif found[2] == language:
            yield f"{found[1]}#{found[3] or ''}"


def quoted(words: str) -> str:
    """*words* as they stand inside the double quotes of YAML."""
    return json.dumps(words, ensure_ascii=False)[1:-1]
