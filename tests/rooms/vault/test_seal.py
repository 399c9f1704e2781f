from __future__ import annotations

import os
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as some

from janji.kit.errors import JanjiError
from janji.vault.index_keys import IndexKeys, keyed_hash, token_hashes
from janji.vault.key_names import ABUSE_CLASS, DayKey, Gone, PersonKey
from janji.vault.keyring import Keyring
from janji.vault.recent import LETTING_GO, Recent
from janji.vault.seal import (
    OVERHEAD,
    Piece,
    Sealer,
    Tampered,
    bound,
    data_key,
    from_content,
    to_content,
)
from janji.vault.sealed_name import NAMED
from rooms.vault.ring_children import open_ring

SHOP = 3
DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)
PERSON, OTHER = UUID(int=11), UUID(int=12)
RECORD = UUID(int=21)
PLACE = (PERSON, "conversation", DAY, "message_text", RECORD)


class Marker:
    """A thing whose end can be watched."""


@pytest.fixture(scope="module")
def steady() -> Iterator[Sealer]:
    """A sealer whose keys nobody destroys."""
    with tempfile.TemporaryDirectory(prefix="jr-") as home, open_ring(Path(home)) as ring:
        make_all(ring)
        yield Sealer(ring, SHOP)


@pytest.fixture
def ring() -> Iterator[Keyring]:
    with tempfile.TemporaryDirectory(prefix="jr-") as home, open_ring(Path(home)) as opened:
        make_all(opened)
        yield opened


def make_all(ring: Keyring) -> None:
    ring.make_people(SHOP, [PERSON, OTHER])
    ring.make_days(SHOP, [("conversation", DAY), ("conversation", NEXT), ("orders", None)])


@settings(deadline=None)
@given(content=some.binary(max_size=2000))
def test_what_was_sealed_opens_again_and_says_nothing(steady: Sealer, content: bytes) -> None:
    sealed = steady.seal(*PLACE, content)
    assert len(sealed) == len(content) + OVERHEAD
    assert len(content) < 6 or content not in sealed
    assert steady.open(*PLACE, sealed) == content
    assert steady.seal(*PLACE, content) != sealed


@settings(deadline=None)
@given(content=some.binary(max_size=60), at=some.integers(0, 10_000), flip=some.integers(1, 255))
def test_any_changed_byte_is_tampering(steady: Sealer, content: bytes, at: int, flip: int) -> None:
    sealed = bytearray(steady.seal(*PLACE, content))
    assert steady.open(*PLACE, bytes(sealed)) == content
    sealed[at % len(sealed)] ^= flip
    with pytest.raises(Tampered):
        steady.open(*PLACE, bytes(sealed))


@settings(deadline=None)
@given(cut=some.integers(0, 57))
def test_a_cut_off_piece_is_tampering(steady: Sealer, cut: int) -> None:
    sealed = steady.seal(*PLACE, b"x" * 11)
    assert len(sealed) == 58
    with pytest.raises(Tampered):
        steady.open(*PLACE, sealed[:cut])


@pytest.mark.parametrize(
    "elsewhere",
    [
        (OTHER, "conversation", DAY, "message_text", RECORD),
        (PERSON, "orders", None, "message_text", RECORD),
        (PERSON, "conversation", NEXT, "message_text", RECORD),
        (PERSON, "conversation", DAY, "person_name", RECORD),
        (PERSON, "conversation", DAY, "message_text", UUID(int=22)),
    ],
    ids=["person", "class without end", "later day", "kind", "record"],
)
def test_a_row_moved_to_another_place_does_not_open(
    steady: Sealer, elsewhere: tuple[UUID, str, date | None, str, UUID]
) -> None:
    sealed = steady.seal(*PLACE, b"halo")
    assert steady.open(*PLACE, sealed) == b"halo"
    with pytest.raises(Tampered):
        steady.open(*elsewhere, sealed)


def test_a_row_moved_to_an_earlier_day_opens_by_the_key_its_bytes_name(ring: Keyring) -> None:
    sealer, earlier = Sealer(ring, SHOP), date(2026, 2, 20)
    sealed = sealer.seal(*PLACE, b"halo")
    assert sealer.open(PERSON, "conversation", earlier, "message_text", RECORD, sealed) == b"halo"
    ring.make_days(SHOP, [("conversation", earlier)])
    ring.destroy(days=[DayKey(SHOP, "conversation", DAY)])
    found = sealer.open(PERSON, "conversation", earlier, "message_text", RECORD, sealed)
    assert found == Gone("day")


def test_bytes_sealed_before_they_named_their_key_still_open(ring: Keyring) -> None:
    person_key = ring.person_key(SHOP, PERSON)
    day_key = ring.day_key(SHOP, "conversation", DAY)
    assert person_key is not None
    assert day_key is not None
    nonce, cls = os.urandom(12), "conversation"
    place = bound(SHOP, PERSON, "message_text", RECORD, cls, DAY)
    cipher = AESGCM(data_key(SHOP, cls, person_key, day_key))
    sealed = b"\x01" + nonce + cipher.encrypt(nonce, b"halo", place)
    assert Sealer(ring, SHOP).open(*PLACE, sealed) == b"halo"
    with pytest.raises(Tampered):
        Sealer(ring, SHOP).open(PERSON, cls, NEXT, "message_text", RECORD, sealed)
    ring.destroy(days=[DayKey(SHOP, cls, DAY)])
    assert Sealer(ring, SHOP).open(*PLACE, sealed) == Gone("day")


texts = some.text(max_size=12)
days = some.none() | some.dates()
places = some.tuples(some.integers(1, 99), some.uuids(), texts, some.uuids(), texts, days)


@given(one=places, two=places)
def test_two_places_are_never_bound_to_the_same_bytes(
    one: tuple[int, UUID, str, UUID, str, date | None],
    two: tuple[int, UUID, str, UUID, str, date | None],
) -> None:
    assert (bound(*one) == bound(*two)) == (one == two)


def test_kind_and_class_cannot_borrow_letters_from_each_other() -> None:
    assert bound(1, PERSON, "ab", RECORD, "c", DAY) != bound(1, PERSON, "a", RECORD, "bc", DAY)


@pytest.mark.parametrize(
    ("destroy", "parent"),
    [
        (lambda ring: ring.destroy([PersonKey(SHOP, PERSON)]), "person"),
        (lambda ring: ring.destroy(days=[DayKey(SHOP, "conversation", DAY)]), "day"),
    ],
)
def test_either_parent_destroyed_is_gone_and_others_stay(
    ring: Keyring, destroy: Callable[[Keyring], int], parent: Literal["person", "day"]
) -> None:
    sealer = Sealer(ring, SHOP)
    elsewhere = (OTHER, "conversation", NEXT, "message_text", RECORD)
    sealed, kept = sealer.seal(*PLACE, b"halo"), sealer.seal(*elsewhere, b"tetap")
    assert sealer.open(*PLACE, sealed) == b"halo"
    assert destroy(ring) == 1
    assert sealer.open(*PLACE, sealed) == Gone(parent)
    assert Sealer(ring, SHOP).open(*PLACE, sealed) == Gone(parent)
    assert sealer.open(*elsewhere, kept) == b"tetap"
    with pytest.raises(JanjiError, match="key_missing"):
        sealer.seal(*PLACE, b"lagi")


def test_a_data_key_needs_both_parents_and_its_own_place(ring: Keyring) -> None:
    person, day = os.urandom(32), os.urandom(32)
    key = data_key(SHOP, "conversation", person, day)
    assert key == data_key(SHOP, "conversation", person, day)
    others = {
        data_key(SHOP, "conversation", os.urandom(32), day),
        data_key(SHOP, "conversation", person, os.urandom(32)),
        data_key(SHOP, "orders", person, day),
        data_key(SHOP + 1, "conversation", person, day),
    }
    assert len(others | {key}) == 5


def test_many_are_sealed_in_order_and_opened_in_order(ring: Keyring) -> None:
    sealer = Sealer(ring, SHOP)
    pieces = [
        Piece((PERSON, OTHER)[n % 2], "conversation", DAY, "message_text", uuid4(), b"%d" % n)
        for n in range(50)
    ]
    sealed = sealer.seal_many(pieces)
    assert len({piece[NAMED : NAMED + 12] for piece in sealed}) == 50, "no nonce stands twice"
    back = [piece._replace(content=bytes_) for piece, bytes_ in zip(pieces, sealed, strict=True)]
    assert sealer.open_many(back) == [piece.content for piece in pieces]


@given(words=some.dictionaries(some.text(), some.text() | some.integers() | some.none()))
def test_content_is_compact_and_comes_back(words: dict[str, object]) -> None:
    assert from_content(to_content(words)) == words
    assert to_content({"text": "siang ✓", "n": 1}) == '{"text":"siang ✓","n":1}'.encode()


def test_word_keys_die_with_their_day_and_differ_between_days(ring: Keyring) -> None:
    index = IndexKeys(ring)
    key, other = (index.token_key(SHOP, "conversation", day) for day in (DAY, NEXT))
    assert isinstance(key, bytes)
    assert isinstance(other, bytes)
    assert token_hashes(key, ["ramen", "pedas", "ramen"]) == token_hashes(key, ["pedas", "ramen"])
    assert not set(token_hashes(key, ["ramen"])) & set(token_hashes(other, ["ramen"]))
    ring.destroy(days=[DayKey(SHOP, "conversation", DAY)])
    assert index.token_key(SHOP, "conversation", DAY) == Gone("day")
    assert index.token_key(SHOP, "conversation", NEXT) == other


def test_the_key_for_identifiers_stays_and_that_for_abuse_lasts_a_day(ring: Keyring) -> None:
    index = IndexKeys(ring)
    find, abuse = index.find_key(SHOP), index.abuse_key(SHOP, DAY)
    assert find != abuse != index.abuse_key(SHOP, NEXT)
    assert index.find_key(SHOP + 1) != find
    assert len(keyed_hash(find, "+62 812 0000 0001")) == 16
    ring.destroy(days=[DayKey(SHOP, ABUSE_CLASS, DAY), DayKey(SHOP, "conversation", DAY)])
    assert IndexKeys(ring).find_key(SHOP) == index.find_key(SHOP) == find
    assert index.abuse_key(SHOP, DAY) != abuse


def test_the_recent_keep_the_busy_and_drop_the_idle() -> None:
    recent: Recent[int, str] = Recent(10)
    for number in range(100):
        recent.put(number, "x", recent.stamp)
        assert number == 0 or recent.get(0), "the busy one stays"
    assert len(recent) <= 10
    assert recent.get(50) is None


def test_what_was_being_made_while_the_recent_were_emptied_is_not_remembered() -> None:
    recent: Recent[int, str] = Recent(10)
    stamp = recent.stamp
    recent.put(1, "before", stamp)
    assert recent.get(1) == "before"
    recent.empty()
    recent.put(1, "made of dead parents", stamp)
    assert recent.get(1) is None


def test_forgetting_much_is_immediate_and_the_memory_follows_by_itself() -> None:
    recent: Recent[int, Marker] = Recent(4_000)
    kept = [Marker() for _ in range(3_000)]
    watched = [weakref.ref(one) for one in kept]
    for number, one in enumerate(kept):
        recent.put(number, one, recent.stamp)
    del kept, one
    assert recent.get(0)
    assert all(ref() for ref in watched), "the memory holds them"
    recent.empty()
    assert len(recent) == 0
    assert not any(recent.get(number) for number in range(3_000))
    for thread in threading.enumerate():
        if thread.name == LETTING_GO:
            thread.join(5)
    assert not any(ref() for ref in watched), "and lets them go without being asked again"
