"""YAML from anywhere, made a tree without letting it harm us.

No alias (a bomb is made of them), no deep nesting, no more than a file of answers ever needs.
"""

from __future__ import annotations

from typing import Any

import yaml

# The C reader is ten times quicker and marks places alike; not every build of PyYAML has it.
QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES = 2 << 20
DEEPEST = 8
OPENING = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
CLOSING = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class Unsafe(yaml.MarkedYAMLError):
    """What may not stand in the file; *code* names its words."""

    def __init__(self, code: str, mark: Any = None) -> None:
        super().__init__(problem=code, problem_mark=mark)
        self.code = code


def tree(text: str) -> yaml.Node | None:
    """The tree of *text*; None when it is empty.

    Raises: Unsafe, or yaml.YAMLError where it is no YAML.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Unsafe("too_big")
    depth = 0
    for event in yaml.parse(text, Loader=QUICK):
        if isinstance(event, yaml.AliasEvent):
            raise Unsafe("alias", event.start_mark)
        depth += isinstance(event, OPENING) - isinstance(event, CLOSING)
        if depth > DEEPEST:
            raise Unsafe("too_deep", event.start_mark)
    found: yaml.Node | None = yaml.compose(text, Loader=QUICK)
    return found
