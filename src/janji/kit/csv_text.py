"""Tables as files that every spreadsheet opens and none executes.

RFC 4180: commas, CRLF, quotes doubled; UTF-8 with a mark in front, so that Excel reads it as such.
A cell that would be taken for a formula gets an apostrophe before it (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(cell: object) -> str:
    """*cell* as text that no spreadsheet computes; numbers stay numbers."""
    text = "" if cell is None else str(cell)
    if isinstance(cell, int | float):
        return text
    bare = text.lstrip("'")
    return f"'{text}" if bare.startswith(FORMULA) else text


def meant(cell: str) -> str:
    """The text that *safe* wrote as *cell*."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(one) for one in head])
    writer.writerows([safe(one) for one in row] for row in rows)
    return BOM + out.getvalue()
