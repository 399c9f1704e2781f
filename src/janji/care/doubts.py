"""Where the assistant itself is unsure: intents it mixes up, phrasings that belong to two.

Each phrasing is judged by an assistant that has not learned it (closed form, no second training).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from janji.care.ngrams import Floats

CLOSE = 0.8  # a cosine at which two phrasings are nearly the same words
MOST = 50
SAMPLES = 3


@dataclass(frozen=True)
class Mixed:
    """Phrasings of *intent* that are taken for *taken_for*: how many of how many, a few of them."""

    intent: str
    taken_for: str
    n: int
    of: int
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Alike:
    """Two phrasings of different intents in nearly the same words."""

    text: str
    intent: str
    other: str
    other_intent: str
    cosine: float


@dataclass(frozen=True)
class Doubts:
    """What to look at first: mixed-up intents and near doubles, worst first."""

    mixed: tuple[Mixed, ...] = ()
    alike: tuple[Alike, ...] = ()
    right: float = 1.0  # share of phrasings understood without having learned them


Said = Sequence[tuple[str, str]]  # (words, intent) of each phrasing


def doubts_of(said: Said, intents: Sequence[str], chances: Floats, near: Floats) -> Doubts:
    """The doubts of a training.

    chances: of each phrasing left out; near: cosine of every pair, 0 on the diagonal.
    """
    truth = np.array([intents.index(intent) for _, intent in said])
    picked = chances.argmax(axis=1)
    return Doubts(
        mixed_up(said, intents, truth, picked),
        doubles(said, truth, near),
        float((picked == truth).mean()) if len(said) else 1.0,
    )


def mixed_up(
    said: Said, intents: Sequence[str], truth: NDArray[np.int_], picked: NDArray[np.intp]
) -> tuple[Mixed, ...]:
    """Pairs of intents that are taken for each other, most often first."""
    sizes = Counter(intent for _, intent in said)
    places: dict[tuple[str, str], list[int]] = {}
    for place in np.flatnonzero(picked != truth):
        pair = (intents[truth[place]], intents[picked[place]])
        places.setdefault(pair, []).append(int(place))
    found = [
        Mixed(one, other, len(at), sizes[one], tuple(said[n][0] for n in at[:SAMPLES]))
        for (one, other), at in places.items()
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.n, pair.intent, pair.taken_for))[:MOST])


def doubles(said: Said, truth: NDArray[np.int_], near: Floats) -> tuple[Alike, ...]:
    """Phrasings of two intents in nearly the same words, nearest first."""
    rows, columns = np.nonzero(np.triu(near, 1) >= CLOSE)
    across = truth[rows] != truth[columns]
    pairs = sorted(
        zip(rows[across].tolist(), columns[across].tolist(), strict=True),
        key=lambda pair: -float(near[pair]),
    )
    return tuple(
        Alike(said[one][0], said[one][1], said[other][0], said[other][1], float(near[one, other]))
        for one, other in pairs[:MOST]
    )
