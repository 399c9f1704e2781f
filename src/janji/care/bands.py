"""When to answer alone, when to offer buttons, when to hand over: limits found from the examples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from janji.care.ngrams import Floats

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
    raised = np.exp(sharpness * (scores - scores.max(axis=-1, keepdims=True)))
    return raised / raised.sum(axis=-1, keepdims=True)


def temperature_of(scores: Floats, truth: NDArray[np.int_]) -> float:
    """The sharpness at which the probabilities of left-out examples tell the truth best.

    Least mean negative log likelihood over a fixed ladder: same examples, same answer.
    """

    def surprise(sharpness: float) -> float:
        hits = probabilities_of(scores, sharpness)[np.arange(len(truth)), truth]
        return -float(np.log(hits + 1e-9).mean())

    return min(SHARPNESS, key=surprise)


def choose(
    chances: Floats,
    closeness: Floats,
    truth: NDArray[np.int_],
    none: int,
    *,
    precision: float,
    ask: float,
) -> Thresholds:
    """The pair of limits that answers most while being right in at least *precision* of answers.

    Answering a message of the none class counts as wrong; answering with it never happens. When
    no pair is that precise, the limits let nothing through (answer above 1).
    """
    picked, sure = chances.argmax(axis=1), chances.max(axis=1)
    right = picked == truth
    asked = max(1, int((truth != none).sum()))
    best = Thresholds(1.01, 0.0, ask, 0.0, 1.0)
    for close in CLOSENESS:
        allowed = np.flatnonzero((picked != none) & (closeness >= close))
        order = allowed[np.argsort(-sure[allowed], kind="stable")]
        hits = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
        good = np.flatnonzero(hits >= precision)
        if len(good) and (coverage := (good[-1] + 1) / asked) > best.coverage:
            at = int(good[-1])
            best = Thresholds(float(sure[order[at]]), close, ask, float(coverage), float(hits[at]))
    return best
