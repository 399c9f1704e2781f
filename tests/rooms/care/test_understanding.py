"""How well the assistant of Ramen Master understands messages it has never seen.

The floors stand a few points below what was measured; heldout.tsv says how it was written.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from janji.care.ask import Assistant, assistant
from janji.care.classifier import train
from janji.care.example import NONE, Example
from janji.care.rights_words import PRIVACY, looks_like_rights
from janji.care.slang import normalise
from rooms.care.heldout import RAMEN, Held


def test_no_held_out_message_is_a_training_phrasing(ramen: Assistant, held: list[Held]) -> None:
    taught = {normalise(example.text) for example in ramen.answers.examples()}
    assert len(taught) > 1000
    assert [row.text for row in held if normalise(row.text) in taught] == []


def test_every_intent_is_tried_in_both_languages(ramen: Assistant, held: list[Held]) -> None:
    tried = Counter((row.intent, row.language) for row in held)
    for entry in ramen.answers.entries:
        assert tried[entry.intent, "id"] >= 6, entry.intent
        assert tried[entry.intent, "en"] >= 4, entry.intent
    assert tried[NONE, "id"] + tried[NONE, "en"] >= 60


@pytest.mark.parametrize(("language", "first", "third"), [("id", 0.93, 0.97), ("en", 0.92, 0.96)])
def test_the_right_intent_is_first_or_among_three(
    ramen: Assistant, held: list[Held], language: str, first: float, third: float
) -> None:
    rows = [row for row in held if row.intent != NONE and row.language == language]
    seen = [ramen.classifier.understand(row.text) for row in rows]
    firsts = [row.intent == u.intent for row, u in zip(rows, seen, strict=True)]
    thirds = [row.intent in dict(u.top3) for row, u in zip(rows, seen, strict=True)]
    assert np.mean(firsts) >= first
    assert np.mean(thirds) >= third


@pytest.mark.parametrize("asked", [0.8, 0.9, 0.95])
def test_answers_given_alone_are_as_precise_as_asked(
    ramen: Assistant, held: list[Held], asked: float
) -> None:
    model = train(ramen.answers.examples(), precision=asked)
    seen = [(row, model.understand(row.text)) for row in held]
    answered = [(row, u) for row, u in seen if u.band == "answer"]
    right = sum(row.intent == u.intent for row, u in answered)
    in_scope = sum(row.intent != NONE for row in held)
    assert len(answered) >= 0.55 * in_scope, "it answers more than half by itself"
    assert right / len(answered) >= asked, "out-of-scope messages answered count as wrong"


def test_few_messages_that_are_none_of_its_business_are_answered(
    ramen: Assistant, held: list[Held]
) -> None:
    foreign = [row for row in held if row.intent == NONE]
    answered = [
        row.text for row in foreign if ramen.classifier.understand(row.text).band == "answer"
    ]
    assert len(answered) / len(foreign) <= 0.08, answered


def test_rights_are_noticed_and_ordinary_messages_are_left_alone(
    ramen: Assistant, held: list[Held]
) -> None:
    noticed = [(row, looks_like_rights(row.text, ramen.classifier)) for row in held]
    rights = [found is not None for row, found in noticed if row.intent in PRIVACY]
    others = [found is not None for row, found in noticed if row.intent not in PRIVACY]
    assert len(rights) >= 80
    assert np.mean(rights) >= 0.95
    assert np.mean(others) <= 0.015


def test_an_approved_phrasing_is_answered_however_it_is_spelled(ramen: Assistant) -> None:
    for text in ("almt kak", "ALAMAT??", "mau komplain min", "hargaaa", "receipt pls"):
        assert ramen.classifier.understand(text).band == "answer", text
    phrasings = [e for e in ramen.answers.examples() if e.intent != NONE]
    seen = [ramen.classifier.understand(e.text) for e in phrasings]
    own = [u.intent == e.intent for e, u in zip(phrasings, seen, strict=True)]
    assert np.mean(own) >= 0.99
    assert np.mean([u.band == "answer" for u in seen]) >= 0.98


def test_training_again_gives_the_same_weights(ramen: Assistant) -> None:
    again = train(reversed(ramen.answers.examples()), precision=0.9)
    assert np.array_equal(again.weights, ramen.classifier.weights)
    assert again.thresholds == ramen.classifier.thresholds


def test_leaving_one_out_in_closed_form_equals_training_without_it() -> None:
    from janji.care import ngrams
    from janji.care.classifier import kernel, ridge

    texts = [f"{word} {other}" for word in ("buka", "harga", "menu") for other in "abcdefg"]
    _, rows = ngrams.learn(texts)
    near = kernel(rows, ngrams.index(rows, 1 + max(int(row[0].max()) for row in rows)))
    targets = np.eye(3, dtype=np.float32)[np.repeat(np.arange(3), 7)]
    _, left_out = ridge(near, targets)
    rest = [n for n in range(21) if n != 4]
    duals, _ = ridge(near[np.ix_(rest, rest)], targets[rest])
    assert np.allclose(left_out[4], near[4, rest] @ duals, atol=1e-4)


def test_an_example_taken_away_is_unlearned_exactly(ramen: Assistant) -> None:
    secret = Example("xyzzyplugh kwaggaboom", "menu")
    examples = ramen.answers.examples()
    taught = train([*examples, secret], precision=0.9)
    assert taught.understand(secret.text).intent == "menu"
    forgot = train(examples, precision=0.9)
    assert np.array_equal(forgot.weights, ramen.classifier.weights)
    assert secret.text not in {example.text for example in forgot.examples}


def test_words_of_the_business_are_not_taken_for_slang() -> None:
    examples = [Example("ramen gue pedas", "menu"), Example("buka jam berapa", "jam_buka")]
    assert normalise("gue") == "saya"
    model = train(examples, precision=0.9, keep=frozenset({"gue"}))
    assert model.understand("gue").nearest.text == "ramen gue pedas"


def test_a_choice_is_explained_by_examples_and_letters(ramen: Assistant) -> None:
    why = ramen.classifier.explain("ongkir ke bogor brp min")
    assert why.intent == "pengiriman"
    assert why.examples[0].intent == "pengiriman"
    assert any("ongkos"[:4] in gram or "kirim"[:4] in gram for gram, _ in why.ngrams)


@pytest.mark.parametrize("text", ["", "   ", "???", "🍜", "\u200b", "日本語", "x" * 5000])
def test_a_message_that_says_nothing_goes_to_a_person(ramen: Assistant, text: str) -> None:
    seen = ramen.classifier.understand(text)
    assert seen.band != "answer"
    assert sum(seen.shares.values()) == pytest.approx(1, abs=1e-3)


def test_training_and_understanding_stay_within_their_time(held: list[Held]) -> None:
    begun = time.process_time()
    known = assistant(RAMEN)
    assert time.process_time() - begun < 6, "measured 0.5 s; a busy machine gets room"
    begun = time.process_time()
    for row in held:
        known.classifier.understand(row.text)
    assert (time.process_time() - begun) / len(held) < 0.002, "measured 0.13 ms"


@pytest.mark.peer
def test_customer_service_talk_of_other_firms_is_rarely_answered(ramen: Assistant) -> None:
    folder = os.environ.get("JANJI_PEERS")
    path = Path(folder or "absent") / "indonesian" / "stif" / "dev.inf"
    if not path.exists():
        pytest.skip("STIF is not here; set JANJI_PEERS to the folder of peers")
    lines = path.read_text(encoding="utf-8").splitlines()
    answered = [ramen.classifier.understand(line).band == "answer" for line in lines]
    assert len(lines) > 200
    assert np.mean(answered) <= 0.06
