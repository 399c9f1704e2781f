"""Charts as SVG made on the server: no script, no inline style, colours by class.

Shapes stretch with the page; words stand beside them as HTML and keep their size on a phone. Each
drawing names itself (title and desc), and each chart carries the same figures as a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

HIGH, STEP, GAP = 100, 10, 2
SHADES = 5
Number = float | None


@dataclass(frozen=True)
class Mark:
    """One value with its words. value: None when it is not known or may not be told."""

    label: str
    value: Number
    told: str
    now: bool = False


@dataclass(frozen=True)
class Chart:
    """A drawing, the words under it, and the same figures as a table."""

    kind: str  # columns, bars, line, heat
    name: str
    title: str
    lead: str
    drawing: SafeString
    marks: tuple[Mark, ...]
    axis: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()  # of a heat map: a line of words for each row
    peak: str = ""  # its highest value in words, for a drawing carries no scale
    head: tuple[str, ...] = ()

    @property
    def untold(self) -> bool:
        """Whether something of it may not be told, so that the page says why."""
        return any(mark.value is None for mark in self.marks) or 'class="unknown"' in self.drawing


def columns(name: str, title: str, lead: str, marks: Sequence[Mark], ends: int = 3) -> Chart:
    """One upright bar for each mark, in order; an untold one is an empty dashed frame."""
    top = highest(mark.value for mark in marks)
    shapes = [column(place, mark, top) for place, mark in enumerate(marks)]
    body = format_html_join("", "{}", ((shape,) for shape in shapes))
    drawing = svg(name, title, lead, max(1, len(marks)) * STEP, HIGH, body)
    peak = peak_of((mark, mark.label) for mark in marks)
    return Chart(
        "columns", name, title, lead, drawing, tuple(marks), spread(marks, ends), peak=peak
    )


def column(place: int, mark: Mark, top: float) -> SafeString:
    """One upright bar with its own words for a pointer."""
    known = mark.value is not None
    tall = max(1.0, HIGH * (mark.value or 0) / top) if known else HIGH
    look = "now" if mark.now else "bar-fill"
    return format_html(
        '<rect class="{}" x="{}" y="{:s}" width="{}" height="{:s}"><title>{}: {}</title></rect>',
        look if known else "unknown", place * STEP + GAP / 2, plain(HIGH - tall), STEP - GAP,
        plain(tall), mark.label, mark.told,
    )  # fmt: skip


def bars(name: str, title: str, lead: str, marks: Sequence[Mark]) -> Chart:
    """One lying bar for each mark, longest first as given; drawn beside its words."""
    return Chart("bars", name, title, lead, SafeString(""), tuple(marks))


def lying(value: Number, top: float) -> SafeString:
    """The bar of one line: decoration beside the words and the number, silent when read aloud."""
    wide = plain(100 * (value or 0) / top if top else 0)
    return format_html(
        '<svg class="lying" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><rect class="track" width="100" height="8"/>'
        '<rect class="bar-fill" width="{:s}" height="8"/></svg>',
        wide,
    )


def line(name: str, title: str, lead: str, marks: Sequence[Mark], ends: int = 3) -> Chart:
    """Values over time, 0 … 1 of the height; a gap where nothing is known."""
    points = [
        (place * STEP + STEP / 2, HIGH - HIGH * mark.value)
        for place, mark in enumerate(marks)
        if mark.value is not None
    ]
    paths = format_html_join(
        "",
        '<polyline class="line" vector-effect="non-scaling-stroke" points="{}"/>',
        ((" ".join(f"{plain(x)},{plain(y)}" for x, y in run),) for run in runs(points)),
    )
    dots = format_html_join(
        "",
        '<path class="dot-line" vector-effect="non-scaling-stroke" d="M{:s} {:s}h.01"/>',
        ((plain(x), plain(y)) for x, y in points),
    )
    body = format_html('<path class="grid-line" d="M0 50H{}"/>{}{}', len(marks) * STEP, paths, dots)
    drawing = svg(name, title, lead, max(1, len(marks)) * STEP, HIGH, body)
    return Chart("line", name, title, lead, drawing, tuple(marks), spread(marks, ends))


def runs(points: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Neighbouring points together; a missing place begins another run."""
    found: list[list[tuple[float, float]]] = []
    for point in points:
        if found and point[0] - found[-1][-1][0] <= STEP:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def heat(
    name: str, title: str, lead: str, rows: Sequence[tuple[str, Sequence[Mark]]], ends: int = 5
) -> Chart:
    """A field for each mark of each row, darker where more; dashed where not told."""
    top = highest(mark.value for _, marks in rows for mark in marks)
    numbers = count()
    fields = [
        field(place, down, mark, top)
        for (_, marks), down in zip(rows, numbers, strict=False)
        for place, mark in enumerate(marks)
    ]
    body = format_html_join("", "{}", ((one,) for one in fields))
    across = rows[0][1] if rows else ()
    drawing = svg(name, title, lead, max(1, len(across)) * STEP, max(1, len(rows)) * STEP, body)
    return Chart(
        "heat", name, title, lead, drawing, (), spread(across, ends),
        rows=tuple((label, *(mark.told for mark in marks)) for label, marks in rows),
        head=tuple(mark.label for mark in across),
        peak=peak_of((mark, f"{label}, {mark.label}") for label, marks in rows for mark in marks),
    )  # fmt: skip


def field(place: int, down: int, mark: Mark, top: float) -> SafeString:
    """One field of a heat map."""
    share = (mark.value or 0) / top
    shade = "unknown" if mark.value is None else f"heat-{min(SHADES, round(share * SHADES))}"
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}"><title>{}: {}</title></rect>',
        shade, place * STEP + 0.5, down * STEP + 0.5, STEP - 1, STEP - 1, mark.label, mark.told,
    )  # fmt: skip


def svg(name: str, title: str, lead: str, wide: int, high: int, body: SafeString) -> SafeString:
    """The drawing with its names, stretched by the page's own rules."""
    return format_html(
        '<svg class="drawing" role="img" aria-labelledby="{0}-t {0}-d" viewBox="0 0 {1} {2}" '
        'preserveAspectRatio="none" focusable="false"><title id="{0}-t">{3}</title>'
        '<desc id="{0}-d">{4}</desc>{5}</svg>',
        name, wide, high, title, lead, body,
    )  # fmt: skip


def spread(marks: Sequence[Mark], ends: int) -> tuple[str, ...]:
    """A few labels, evenly spread from the first to the last."""
    if len(marks) <= ends:
        return tuple(mark.label for mark in marks)
    return tuple(marks[round(n * (len(marks) - 1) / (ends - 1))].label for n in range(ends))


def highest(values: Iterable[Number]) -> float:
    """The greatest known value; 1 when there is none, so that nothing is divided by nothing."""
    return max((value for value in values if value is not None), default=0) or 1.0


def peak_of(marks: Iterable[tuple[Mark, str]]) -> str:
    """The first of the highest marks, as its place and its words; nothing where all are 0."""
    known = [(mark, place) for mark, place in marks if mark.value]
    best = max(known, key=lambda one: one[0].value or 0, default=None)
    return f"{best[1]}: {best[0].told}" if best else ""


def plain(number: float) -> str:
    """A number for an attribute, whatever the page's language writes for a decimal point."""
    return f"{number:.1f}"
