"""A measurement's rows: what, ours, the other, their ratio, what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One line of the table.

    ours, peer: figures with their unit in the words. ratio: how many times better, or the share.
    target: the ratio or figure that must be reached. met: None when nothing was promised.
    """

    name: str
    ours: str
    peer: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None
    cpu_us: float | None = None
    note: str = ""

    def facts(self) -> dict[str, object]:
        """The row for JSON."""
        return asdict(self)


def at_least(name: str, ratio: float, target: float, **words: Any) -> Row:
    """A row whose *ratio* must be *target* or more."""
    return Row(name, ratio=round(ratio, 3), target=f">= {target:g}", met=ratio >= target, **words)


def at_most(name: str, ratio: float, target: float, **words: Any) -> Row:
    """A row whose *ratio* must be *target* or less."""
    return Row(name, ratio=round(ratio, 5), target=f"<= {target:g}", met=ratio <= target, **words)


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned text."""
    head = ("what", "ours", "peer or limit", "ratio", "target", "met", "CPU us", "note")
    lines = [head, *[spelled(row) for row in rows]]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def spelled(row: Row) -> tuple[str, ...]:
    """A row's cells as words."""
    met = {True: "yes", False: "NO", None: ""}[row.met]
    ratio = "" if row.ratio is None else f"{row.ratio:,.4g}"
    cpu = "" if row.cpu_us is None else f"{row.cpu_us:.0f}"
    return (row.name, row.ours, row.peer, ratio, row.target, met, cpu, row.note)
