"""Colours that can be read: contrast as WCAG 2 counts it, and the nearest shade that has enough."""

from __future__ import annotations

import colorsys
import re

HEX = re.compile(r"#[0-9a-f]{6}\Z")
ENOUGH = 4.5  # WCAG 2.2, success criterion 1.4.3, for text of any size
STEPS = 100
Rgb = tuple[float, float, float]


def rgb(colour: str) -> Rgb:
    """Red, green, blue from 0 to 1 of "#rrggbb". Raises: ValueError for anything else."""
    if not HEX.match(colour):
        raise ValueError("a colour is # and six hexadecimal digits")
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def hexed(parts: Rgb) -> str:
    """ "#rrggbb" of red, green, blue."""
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def luminance(colour: str) -> float:
    """Relative luminance, 0 for black to 1 for white. Source: WCAG 2.2, "relative luminance"."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, grounds: tuple[str, ...], enough: float = ENOUGH) -> str:
    """*colour* itself, or the nearest shade of it that is readable on every one of *grounds*.

    It grows darker on light grounds and lighter on dark ones; at the end of that way it is black
    or white.
    """
    hue, light, strength = colorsys.rgb_to_hls(*rgb(colour))
    goal = 0.0 if luminance(grounds[0]) > 0.4 else 1.0
    for step in range(STEPS + 1):
        shade = hexed(colorsys.hls_to_rgb(hue, light + (goal - light) * step / STEPS, strength))
        if all(contrast(shade, ground) >= enough for ground in grounds):
            return shade
    return hexed((goal, goal, goal))


def mixed(colour: str, ground: str, share: float) -> str:
    """*share* (0 to 1) of *colour* over *ground*."""
    pairs = zip(rgb(colour), rgb(ground), strict=True)
    red, green, blue = (a * share + b * (1 - share) for a, b in pairs)
    return hexed((red, green, blue))
