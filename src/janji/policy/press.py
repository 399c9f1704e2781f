"""Typst to PDF/A in a process of its own, so that a page can neither hang nor grow without end.

Reads {"template", "page", "at"} as JSON from its input and writes the PDF; imports nothing of ours.
The same input gives the same bytes: Typst's own fonts alone, the given moment, no network.
"""

from __future__ import annotations

import json
import resource
import sys

import typst

SECONDS = 60
BYTES = 2 * 1024**3


def pressed(asked: dict[str, str]) -> bytes:
    """The PDF of a template and its data; at: seconds since 1970, as its date."""
    compiler = typst.Compiler(
        asked["template"].encode(),
        ignore_system_fonts=True,
        sys_inputs={"page": asked["page"]},
    )
    made = compiler.compile(
        format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=int(asked["at"])
    )
    if not isinstance(made, bytes):
        raise TypeError("typst made no single file")
    return made


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    sys.stdout.buffer.write(pressed(json.load(sys.stdin)))
