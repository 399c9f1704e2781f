"""Which of the business's questions a message asks: a kernel ridge over character n-grams.

Numpy only, no model file: trained from answers.yaml at start, in well under a second, and always
to the same weights. bench/assistant.py measures it; words, stems and fuzzy matching did worse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from janji.care import ngrams
from janji.care.bands import Seen, Thresholds, choose, probabilities_of, temperature_of
from janji.care.doubts import Doubts, doubts_of
from janji.care.example import NONE, Example
from janji.care.ngrams import Floats, Index, Places, Vocabulary
from janji.care.slang import NOTHING_KEPT, normalise, question_of

RIDGE = 0.3
COMMON = 200  # n-grams multiplied as one matrix; measured best from 100 to 400
SAME = 0.999  # a cosine at which a message is an approved phrasing, word for word
Band = Literal["answer", "ask", "hand_over"]


@dataclass(frozen=True)
class Nearest:
    """The approved example most like the message; cosine from 0 to 1."""

    text: str
    intent: str
    cosine: float


@dataclass(frozen=True)
class Understanding:
    """What a message seems to ask.

    intent: the likeliest one; score: its probability; top3: the three likeliest with theirs,
    never the none class; privacy etc. can be summed from *shares* (every intent's probability).
    """

    intent: str
    score: float
    band: Band
    top3: tuple[tuple[str, float], ...]
    nearest: Nearest
    shares: dict[str, float]


@dataclass(frozen=True)
class Explanation:
    """Why: the nearest examples, and the n-grams that spoke most for the intent chosen."""

    intent: str
    examples: tuple[Nearest, ...]
    ngrams: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Classifier:
    """A trained classifier; immutable, safe to share between threads."""

    intents: tuple[str, ...]
    examples: tuple[Example, ...]
    keep: frozenset[str]
    vocabulary: Vocabulary
    index: Index
    weights: Floats  # n-grams × intents
    temperature: float
    thresholds: Thresholds
    doubts: Doubts = field(default_factory=Doubts, compare=False, repr=False)

    def understand(self, text: str) -> Understanding:
        """The intent of *text*, how sure, and what to do: answer, ask with buttons, hand over.

        Read as a whole and without its courtesies ("halo, mau tanya …"); the surer reading counts.
        """
        plain = normalise(text, self.keep)
        question = question_of(plain)
        whole = self.read(plain)
        bare = whole if question == plain else self.read(question)
        return bare if bare.score > whole.score else whole

    def read(self, plain: str) -> Understanding:
        """What normalised words seem to ask."""
        at, weights = self.vocabulary.vector(plain)
        chances = probabilities_of(weights @ self.weights[at], self.temperature)
        nearness = self.index.nearness(at, weights)
        order = np.argsort(-chances, kind="stable")
        first = int(order[0])
        named = [(self.intents[i], float(chances[i])) for i in order if self.intents[i] != NONE]
        nearest = self.example(nearness, int(nearness.argmax()))
        return Understanding(
            intent=self.intents[first],
            score=float(chances[first]),
            band=self.band(self.intents[first], float(chances[first]), nearest, named[0][1]),
            top3=tuple(named[:3]),
            nearest=nearest,
            shares=dict(zip(self.intents, chances.tolist(), strict=True)),
        )

    def band(self, intent: str, score: float, nearest: Nearest, best_named: float) -> Band:
        """Two keys open an answer: the probability and the closeness to an approved example.

        An approved phrasing itself is always answered: people chose that answer for it.
        """
        limits = self.thresholds
        sure = score >= limits.answer and nearest.cosine >= limits.close
        approved = nearest.intent == intent and nearest.cosine >= SAME
        if intent != NONE and (sure or approved):
            return "answer"
        if best_named >= limits.ask and (intent != NONE or score < limits.answer):
            return "ask"
        return "hand_over"

    def example(self, nearness: Floats, number: int) -> Nearest:
        """Example *number* with its cosine."""
        found = self.examples[number]
        return Nearest(found.text, found.intent, float(nearness[number]))

    def explain(self, text: str, most: int = 3) -> Explanation:
        """Why *text* was understood as it was; exact, because the model is linear."""
        at, weights = self.vocabulary.vector(question_of(normalise(text, self.keep)))
        shares = weights[:, None] * self.weights[at]
        intent = int(shares.sum(axis=0).argmax())
        nearness = self.index.nearness(at, weights)
        grams = list(self.vocabulary.places)
        heavy = np.argsort(-shares[:, intent], kind="stable")[: most * 3]
        return Explanation(
            self.intents[intent],
            tuple(self.example(nearness, int(n)) for n in np.argsort(-nearness)[:most]),
            tuple((grams[at[n]], float(shares[n, intent])) for n in heavy),
        )


def train(
    examples: Iterable[Example],
    *,
    precision: float,
    strangers: float = 0.03,
    ask: float = 0.15,
    keep: frozenset[str] = NOTHING_KEPT,
) -> Classifier:
    """A classifier of *examples* that answers alone only where it is right in *precision* of cases.

    precision: from 0 to 1; strangers: the greatest share of messages that are none of the
    business's questions and get an answer all the same; ask: the least probability for buttons.
    The thresholds come from each example's own score with it left out of training (closed form).
    """
    known = tuple(sorted(set(examples), key=lambda e: (e.intent, e.text)))
    intents = tuple(sorted({example.intent for example in known}))
    truth = np.array([intents.index(example.intent) for example in known])
    plains = [normalise(example.text, keep) for example in known]
    vocabulary, rows = ngrams.learn(plains)
    index = ngrams.index(rows, len(vocabulary.places))
    near = kernel(rows, index)
    duals, left_out = ridge(near, np.eye(len(intents), dtype=np.float32)[truth])
    temperature = temperature_of(left_out, truth)
    np.fill_diagonal(near, 0)
    chances = probabilities_of(left_out, temperature)
    none = intents.index(NONE) if NONE in intents else -1
    seen = Seen(chances, near.max(axis=1), truth, none)
    limits = choose(seen, precision=precision, strangers=strangers, ask=ask)
    weights = primal(rows, duals, len(vocabulary.places))
    doubts = doubts_of([(one.text, one.intent) for one in known], intents, chances, near)
    return Classifier(intents, known, keep, vocabulary, index, weights, temperature, limits, doubts)


def kernel(rows: list[tuple[Places, Floats]], index: Index) -> Floats:
    """The cosine of every example with every other.

    An n-gram that many examples share costs their number squared when pairs are summed one by one:
    the COMMON ones are multiplied as one matrix, the rare ones are summed. Ten times faster.
    """
    held_by = np.diff(index.starts)
    common = np.argsort(-held_by, kind="stable")[:COMMON]
    dense = np.zeros((len(rows), len(common)), dtype=np.float32)
    for place, gram in enumerate(common):
        held = slice(index.starts[gram], index.starts[gram + 1])
        dense[index.owners[held], place] = index.weights[held]
    near: Floats = dense @ dense.T
    rare = np.ones(len(held_by), dtype=np.bool_)
    rare[common] = False
    for number, (at, weights) in enumerate(rows):
        left = rare[at]
        near[number] += index.nearness(at[left], weights[left])
    return near


def ridge(near: Floats, targets: Floats) -> tuple[Floats, Floats]:
    """The dual weights, and each example's scores had it not been in the training.

    Closed form of leave-one-out for kernel ridge: target − dual / diagonal of the inverse.
    """
    under = inverse_root(near + RIDGE * np.eye(len(near), dtype=np.float32))
    duals = under.T @ (under @ targets)
    return duals, targets - duals / np.square(under).sum(axis=0)[:, None]


def inverse_root(whole: Floats) -> Floats:
    """The inverse of the Cholesky root of a positive matrix, by halves.

    The root itself is never needed: four products of half the size for each halving cost a third
    of a root and its inverse one after the other.
    """
    size = len(whole)
    if size <= 64:
        return np.linalg.inv(np.linalg.cholesky(whole)).astype(np.float32, copy=False)
    half = size // 2
    first = inverse_root(whole[:half, :half])
    below = whole[half:, :half] @ first.T
    last = inverse_root(whole[half:, half:] - below @ below.T)
    found = np.zeros_like(whole)
    found[:half, :half], found[half:, half:] = first, last
    found[half:, :half] = -last @ (below @ first)
    return found


def primal(rows: list[tuple[Places, Floats]], duals: Floats, grams: int) -> Floats:
    """One weight for each n-gram and intent, so that a message costs one small product."""
    weights = np.zeros((grams, duals.shape[1]), dtype=np.float32)
    for (at, values), dual in zip(rows, duals, strict=True):
        weights[at] += values[:, None] * dual
    return weights
