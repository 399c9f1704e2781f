"""How a business looks: one colour that its owner chooses, and everything that follows from it."""

from __future__ import annotations

from dataclasses import dataclass

from janji.kit.colour import contrast, mixed, readable, rgb

LIGHT, DARK = ("#ffffff", "#faf6ef", "#f6f6f3"), ("#121514", "#191d1c", "#1b2220")
WHITE, INK = "#ffffff", "#14110f"
WASH = 0.1  # how much of the colour tints a ground
DEEP = 0.22


@dataclass(frozen=True)
class Brand:
    """What the owner chose: a colour ("#rrggbb") and a mark (a small PNG), each or neither."""

    colour: str | None = None
    mark: bytes | None = None


@dataclass(frozen=True)
class Shades:
    """One colour as it is used on light and on dark pages, each readable (4.5 to 1 or more)."""

    accent: str
    on_accent: str
    soft: str

    @property
    def ratio(self) -> float:
        """The contrast of words on the colour."""
        return contrast(self.accent, self.on_accent)


def shades(colour: str, *, dark: bool) -> Shades:
    """*colour* for light or dark pages. Raises: ValueError when it is no colour."""
    rgb(colour)
    grounds = DARK if dark else LIGHT
    soft = mixed(readable(colour, grounds), grounds[-1], DEEP if dark else WASH)
    accent = readable(colour, (*grounds, soft))
    on_accent = max((WHITE, INK), key=lambda words: contrast(words, accent))
    return Shades(accent, on_accent, soft)


def fits_as_it_is(colour: str) -> bool:
    """Whether the colour itself can be read on light pages, as buttons and links use it."""
    return shades(colour, dark=False).accent == colour


def style_sheet(colour: str) -> str:
    """The tokens of a brand as a style sheet; nothing in it but colours made here."""
    light, dark = tokens(shades(colour, dark=False)), tokens(shades(colour, dark=True))
    return (
        f":root {{ {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {dark} }} }}\n"
        f":root[data-theme=dark] {{ {dark} }}\n"
    )


def tokens(one: Shades) -> str:
    """The custom properties of one set of shades."""
    return (
        f"--accent: {one.accent}; --on-accent: {one.on_accent}; --accent-soft: {one.soft}; "
        f"--warm: {one.accent}; --warm-soft: {one.soft};"
    )
