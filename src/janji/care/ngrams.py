"""Character n-grams inside words, weighted by TF-IDF: how the classifier sees a message."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SHORTEST, LONGEST = 2, 5
Floats = NDArray[np.float32]
Places = NDArray[np.int32]


def ngrams(plain: str) -> list[str]:
    """Every run of 2 to 5 signs inside each word of *plain*, the word's edges marked by a space."""
    found: list[str] = []
    for word in plain.split():
        edged = f" {word} "
        length = len(edged)
        for size in range(SHORTEST, min(LONGEST, length) + 1):
            found += [edged[at : at + size] for at in range(length - size + 1)]
    return found


@dataclass(frozen=True)
class Vocabulary:
    """The n-grams of the training examples, each with its place and its rarity (IDF).

    strangeness: the squared weight of an n-gram never seen. It lengthens the vector, so a message
    mostly unknown is close to nothing, exactly as an example left out of training would be.
    """

    places: dict[str, int]
    rarity: Floats
    strangeness: float

    def vector(self, plain: str) -> tuple[Places, Floats]:
        """*plain* as (places, weights), at most of length 1; both empty when nothing is known."""
        counts = Counter(ngrams(plain))
        find = self.places.get
        known = [(place, n) for gram, n in counts.items() if (place := find(gram)) is not None]
        strange = len(counts) - len(known)
        at = np.array([place for place, _ in known], dtype=np.int32)
        times = np.array([n for _, n in known], dtype=np.float32)
        weights = (1 + np.log(times)) * self.rarity[at]
        length = math.sqrt(float(weights @ weights) + strange * self.strangeness)
        return at, weights / np.float32(length or 1)


def learn(plains: list[str]) -> tuple[Vocabulary, list[tuple[Places, Floats]]]:
    """The vocabulary of *plains* and the vector of each; smoothed IDF, ln((1+n)/(1+df)) + 1."""
    counted = [Counter(ngrams(plain)) for plain in plains]
    seen: Counter[str] = Counter()
    for counts in counted:
        seen.update(counts.keys())
    places = {gram: place for place, gram in enumerate(seen)}
    held_by = np.fromiter(seen.values(), dtype=np.float32, count=len(seen))
    rarity = (np.log((1 + len(plains)) / (1 + held_by)) + 1).astype(np.float32)
    alone = math.log((1 + len(plains)) / 2) + 1
    return Vocabulary(places, rarity, alone**2), [weighed(c, places, rarity) for c in counted]


def weighed(counts: Counter[str], places: dict[str, int], rarity: Floats) -> tuple[Places, Floats]:
    """The vector of one example, all of whose n-grams are in the vocabulary; length 1."""
    size = len(counts)
    at = np.fromiter((places[gram] for gram in counts), dtype=np.int32, count=size)
    times = np.fromiter(counts.values(), dtype=np.float32, count=size)
    weights = (1 + np.log(times)) * rarity[at]
    return at, weights / np.float32(math.sqrt(float(weights @ weights)) or 1)


@dataclass(frozen=True)
class Index:
    """For each n-gram the examples that hold it, with their weights: nearness by one sum."""

    starts: Places
    owners: Places
    weights: Floats
    size: int

    def nearness(self, at: Places, weights: Floats) -> Floats:
        """The cosine of one message's vector with every example, in their order."""
        counts = self.starts[at + 1] - self.starts[at]
        total = int(counts.sum())
        shift = np.repeat(self.starts[at] - (np.cumsum(counts) - counts), counts)
        held = np.arange(total, dtype=np.int32) + shift
        parts = self.weights[held] * np.repeat(weights, counts)
        return np.bincount(self.owners[held], parts, minlength=self.size).astype(np.float32)


def index(rows: list[tuple[Places, Floats]], grams: int) -> Index:
    """The index of the example vectors *rows* over a vocabulary of *grams* n-grams."""
    at = np.concatenate([row[0] for row in rows])
    weights = np.concatenate([row[1] for row in rows])
    owner = np.repeat(np.arange(len(rows), dtype=np.int32), [len(row[0]) for row in rows])
    order = np.argsort(at, kind="stable")
    starts = np.zeros(grams + 1, dtype=np.int32)
    np.cumsum(np.bincount(at, minlength=grams), out=starts[1:])
    return Index(starts, owner[order], weights[order], len(rows))
