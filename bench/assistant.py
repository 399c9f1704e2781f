"""How well and how fast the assistant understands, on messages kept out of its training.

    python bench/assistant.py

Prints, for each precision asked for: the share of messages answered alone, how many of those
answers were right, and how many messages that are none of the business's were answered all the
same. Then the cost of training, of one message, and of memory. One process, one run.
"""

from __future__ import annotations

import csv
import platform
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

HOUSE = Path(__file__).parents[1]
sys.path[:0] = [str(HOUSE / "src"), str(HOUSE)]

from bench.rows import Row, at_least, at_most  # noqa: E402 - after the path is known
from janji.care.answers import load_answers  # noqa: E402 - after the path is known
from janji.care.classifier import Classifier, train  # noqa: E402 - after the path is known
from janji.care.example import NONE, Example  # noqa: E402 - after the path is known
from janji.care.rights_words import PRIVACY, looks_like_rights  # noqa: E402 - after the path is known

HELD = HOUSE / "tests" / "rooms" / "care" / "heldout.tsv"
Rows = list[tuple[str, str, str]]


def main() -> None:
    """Measure and print."""
    rows = held_out()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    examples = load_answers(HOUSE / "businesses" / "ramen-master" / "answers.yaml").examples()
    print(f"{platform.machine()}, Python {platform.python_version()}; ", end="")
    print(f"{len(examples)} phrasings, {len(rows)} held-out messages")
    print("asked  answered alone  right  foreign answered  first  among three")
    for asked in (0.80, 0.90, 0.95):
        print(f"{asked:.2f}   " + line(train(examples, precision=asked), rows))
    model = train(examples, precision=0.9)
    print(f"rights: {rights(model, rows)}")
    large = many(examples, intents=60, each=40)
    spent = best(lambda: train(large, precision=0.9)) * 1000
    print(f"training {len(large)} phrasings of 60 intents {spent:.0f} ms CPU")
    print(f"training {best(lambda: train(examples, precision=0.9)) * 1000:.0f} ms CPU, ", end="")
    each = best(lambda: [model.understand(text) for _, _, text in rows]) / len(rows)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"one message {each * 1e6:.0f} µs CPU, memory at peak +{grown / 1024:.0f} MB")


def measured() -> list[Row]:
    """The cost of training and of one message, and how right the answers given alone are."""
    rows = held_out()
    examples = load_answers(HOUSE / "businesses" / "ramen-master" / "answers.yaml").examples()
    model = train(examples, precision=0.9)
    spent = best(lambda: train(many(examples, intents=60, each=40), precision=0.9))
    each = best(lambda: [model.understand(text) for _, _, text in rows]) / len(rows)
    ours = [(intent, model.understand(text)) for intent, _, text in rows if intent != NONE]
    alone = [(intent, one) for intent, one in ours if one.band == "answer"]
    right = sum(intent == one.intent for intent, one in alone) / max(1, len(alone))
    return [
        at_most("assistant: training 60 × 40 phrasings (s CPU)", spent, 1, ours=f"{spent:.2f} s"),
        at_most("assistant: one message (ms CPU)", each * 1000, 5, ours=f"{each * 1000:.2f} ms"),
        at_least("assistant: right when it answers alone", right, 0.9, ours=f"{right:.1%}",
                 note=f"{len(alone)} of {len(ours)} held-out messages"),
    ]  # fmt: skip


def many(examples: list[Example], *, intents: int, each: int) -> list[Example]:
    """As many intents of as many phrasings, made of real ones with a word of their own added."""
    texts = [one.text for one in examples]
    return [
        Example(f"{texts[(n * each + m) % len(texts)]} nomor {chr(97 + n % 26)}{n}", f"intent_{n}")
        for n in range(intents)
        for m in range(each)
    ]


def held_out() -> Rows:
    """Intent, language and text of each held-out message."""
    lines = HELD.read_text(encoding="utf-8").splitlines()
    rows = csv.reader(lines, "excel-tab", quoting=csv.QUOTE_NONE)
    return [(row[0], row[1], row[2]) for row in rows if not row[0].startswith("#")]


def line(model: Classifier, rows: Rows) -> str:
    """One row of the table for *model*."""
    seen = [(intent, model.understand(text)) for intent, _, text in rows]
    ours = [(intent, u) for intent, u in seen if intent != NONE]
    answered = [(intent, u) for intent, u in ours if u.band == "answer"]
    right = sum(intent == u.intent for intent, u in answered)
    foreign = [u.band == "answer" for intent, u in seen if intent == NONE]
    first = sum(intent == u.intent for intent, u in ours) / len(ours)
    third = sum(intent in dict(u.top3) for intent, u in ours) / len(ours)
    return (
        f"{len(answered) / len(ours):13.1%} {right / max(1, len(answered)):7.1%}"
        f" {sum(foreign):9d} of {len(foreign)} {first:7.1%} {third:10.1%}"
    )


def rights(model: Classifier, rows: Rows) -> str:
    """Recall and false alarms of the rights detector."""
    found = [(intent in PRIVACY, looks_like_rights(text, model)) for intent, _, text in rows]
    noticed = [hit is not None for real, hit in found if real]
    alarms = [hit is not None for real, hit in found if not real]
    recall, false = sum(noticed) / len(noticed), sum(alarms) / len(alarms)
    return f"recall {recall:.1%} of {len(noticed)}, false alarms {false:.1%} of {len(alarms)}"


def best(work: Callable[[], object]) -> float:
    """The least CPU seconds of three runs."""
    spent = []
    for _ in range(3):
        begun = time.process_time()
        work()
        spent.append(time.process_time() - begun)
    return min(spent)


if __name__ == "__main__":
    main()
