"""When to answer alone, offer buttons or hand over: limits found from the examples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from janji.care.ngrams import Floats

Doubles = NDArray[np.float64]

SHARPNESS = tuple(2.0 * 1.15**step for step in range(24))  # 2 … 50, the slopes tried
CLOSENESS = tuple(0.04 * step for step in range(16))  # 0 … 0.6, the second keys tried


@dataclass(frozen=True)
class Thresholds:
    """answer: least probability, close: least cosine to an example, ask: least for buttons.

    coverage and precision: what these limits gave on the examples, each left out in turn.
    """

    answer: float
    close: float
    ask: float
    coverage: float
    precision: float


def probabilities_of(scores: Floats, sharpness: float) -> Floats:
    """Scores as probabilities (softmax over the last axis)."""
    raised: Floats = np.exp(sharpness * (scores - scores.max(axis=-1, keepdims=True)))
    chances: Floats = raised / raised.sum(axis=-1, keepdims=True)
    return chances


def temperature_of(scores: Floats, truth: NDArray[np.int_]) -> float:
    """The sharpness at which the probabilities of left-out examples tell the truth best.

    Least mean negative log likelihood over a fixed ladder: same examples, same answer.
    """

    def surprise(sharpness: float) -> float:
        hits = probabilities_of(scores, sharpness)[np.arange(len(truth)), truth]
        return -float(np.log(hits + 1e-9).mean())

    return min(SHARPNESS, key=surprise)


@dataclass(frozen=True)
class Seen:
    """The examples, each left out in turn: what it got, how near its nearest was, what was true."""

    chances: Floats  # examples × intents
    closeness: Floats
    truth: NDArray[np.int_]
    none: int  # the place of the none class; -1 when there is none


def choose(seen: Seen, *, precision: float, strangers: float, ask: float) -> Thresholds:
    """The pair of limits that answers most while it keeps both promises on the examples.

    Right in at least *precision* of its answers, and answering at most *strangers* of the messages
    of the none class. When no pair keeps both, the limits let nothing through (answer above 1).
    """
    asked = max(1, int((seen.truth != seen.none).sum()))
    best = Thresholds(1.01, 0.0, ask, 0.0, 1.0)
    for close in CLOSENESS:
        order, hits, noise = ladder(seen, close)
        good = np.flatnonzero((hits >= precision) & (noise <= strangers))
        if len(good) and (coverage := (good[-1] + 1) / asked) > best.coverage:
            at = int(good[-1])
            limit = float(seen.chances[order[at]].max())
            best = Thresholds(limit, close, ask, float(coverage), float(hits[at]))
    return best


def ladder(seen: Seen, close: float) -> tuple[NDArray[np.int_], Doubles, Doubles]:
    """Examples that may be answered, surest first; precision and noise down to each of them."""
    picked, sure = seen.chances.argmax(axis=1), seen.chances.max(axis=1)
    allowed = np.flatnonzero((picked != seen.none) & (seen.closeness >= close))
    order = allowed[np.argsort(-sure[allowed], kind="stable")]
    hits = np.cumsum(picked[order] == seen.truth[order]) / np.arange(1, len(order) + 1)
    foreign = np.cumsum(seen.truth[order] == seen.none)
    return order, hits, foreign / max(1, int((seen.truth == seen.none).sum()))
