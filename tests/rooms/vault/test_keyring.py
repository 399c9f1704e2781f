from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from janji.kit.errors import JanjiError
from janji.kit.text import say
from janji.vault.key_names import DayKey, Keys, PersonKey
from janji.vault.keyring import Keyring
from janji.vault.keyring_log import ENTRY
from janji.vault.keyring_shard import EMPTY_SIZE, RECORD, unsealed
from rooms.vault.ring_children import open_ring

SHOP, OTHER = 7, 8
DAY, NEXT = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="jr-") as folder:
        yield Path(folder)


@pytest.fixture
def ring(home: Path) -> Iterator[Keyring]:
    with open_ring(home) as opened:
        yield opened


def every_byte(*folders: Path) -> bytes:
    paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return b"\n".join(path.read_bytes() for path in paths)


def log_of(home: Path) -> Path:
    (path,) = (home / "ring" / str(SHOP)).glob("new.*.log")
    return path


def test_a_made_key_is_the_same_for_every_reader_and_after_reopening(
    home: Path, ring: Keyring
) -> None:
    person = uuid4()
    assert not ring.exists(SHOP, person)
    assert ring.make_people(SHOP, [person, person]) == 1
    assert ring.make_people(SHOP, [person]) == 0
    key = ring.person_key(SHOP, person)
    assert key is not None
    assert len(key) == 32
    with open_ring(home) as neighbour:
        assert neighbour.person_key(SHOP, person) == key
        late = uuid4()
        ring.make_people(SHOP, [late])
        assert neighbour.person_key(SHOP, late) == ring.person_key(SHOP, late)
        assert neighbour.make_people(SHOP, [late]) == 0


def test_businesses_classes_and_days_have_keys_of_their_own(ring: Keyring) -> None:
    person = uuid4()
    for business in (SHOP, OTHER):
        ring.make_people(business, [person])
        ring.make_days(business, [("conversation", DAY), ("conversation", NEXT), ("orders", None)])
    keys = {
        ring.person_key(SHOP, person),
        ring.person_key(OTHER, person),
        *(ring.day_key(shop, "conversation", day) for shop in (SHOP, OTHER) for day in (DAY, NEXT)),
        ring.day_key(SHOP, "orders", None),
    }
    assert None not in keys
    assert len(keys) == 7
    assert ring.days(SHOP, "conversation") == [DAY, NEXT]
    assert ring.days(SHOP, "orders") == [None]
    assert ring.days(SHOP, "unknown") == []


def test_destroying_takes_the_named_keys_and_no_other(home: Path, ring: Keyring) -> None:
    people = [uuid4() for _ in range(40)]
    ring.make_people(SHOP, people)
    ring.make_days(SHOP, [("conversation", DAY), ("conversation", NEXT)])
    kept = {person: ring.person_key(SHOP, person) for person in people[10:]}
    doomed = [PersonKey(SHOP, person) for person in people[:10]]
    assert ring.count_people(SHOP) == 40
    assert set(ring.people(SHOP)) == set(people)
    assert ring.destroy(doomed, [DayKey(SHOP, "conversation", DAY)]) == 11
    assert ring.count_people(SHOP) == 30
    assert set(ring.people(SHOP)) == set(people[10:])
    assert not any(ring.exists(SHOP, person) for person in people[:10])
    assert {person: ring.person_key(SHOP, person) for person in people[10:]} == kept
    assert ring.days(SHOP, "conversation") == [NEXT]
    assert ring.destroy(doomed) == 0
    with open_ring(home) as reopened:
        assert {person: reopened.person_key(SHOP, person) for person in people[10:]} == kept
        assert reopened.count_people(SHOP) == 30


def test_folding_keeps_every_key_and_begins_a_new_log(home: Path, ring: Keyring) -> None:
    people = [uuid4() for _ in range(300)]
    ring.make_people(SHOP, people)
    keys = [ring.person_key(SHOP, person) for person in people]
    before = log_of(home)
    assert before.stat().st_size > 300 * ENTRY
    ring.fold(SHOP)
    assert log_of(home) != before
    assert log_of(home).stat().st_size < ENTRY
    assert [ring.person_key(SHOP, person) for person in people] == keys
    with open_ring(home) as reopened:
        assert [reopened.person_key(SHOP, person) for person in people] == keys


def test_a_long_log_folds_by_itself(home: Path, ring: Keyring) -> None:
    people = [uuid4() for _ in range(13_000)]
    assert ring.make_people(SHOP, people) == 13_000
    assert log_of(home).stat().st_size < ENTRY
    assert ring.count_people(SHOP) == 13_000
    assert ring.exists(SHOP, people[7_777])


def test_threads_and_neighbours_making_the_same_people_agree(home: Path, ring: Keyring) -> None:
    people = [uuid4() for _ in range(60)]
    with open_ring(home) as neighbour, ThreadPoolExecutor(4) as pool:
        made = pool.map(
            lambda turn: (ring, neighbour)[turn % 2].make_people(SHOP, people[turn : turn + 20]),
            range(40),
        )
        assert sum(made) == len(people) - 1
        for person in people[:-1]:
            assert ring.person_key(SHOP, person) == neighbour.person_key(SHOP, person) is not None


def test_a_scan_finds_living_keks_and_nothing_of_destroyed_keys(home: Path, ring: Keyring) -> None:
    person, neighbour = UUID(int=2), UUID(int=4)  # the same of two shards
    ring.make_people(SHOP, [person, neighbour])
    ring.make_days(SHOP, [("conversation", DAY)])
    ring.fold(SHOP)
    before = ring.scan_material(SHOP, [person], [("conversation", DAY)])
    keks = [secret for name, secret in before.items() if name.startswith("kek")]
    keys = [secret for name, secret in before.items() if not name.startswith("kek")]
    assert len(keks) == 2
    assert len(keys) == 2
    copy = home / "copy"
    shutil.copytree(home / "ring", copy)
    assert all(kek in every_byte(home / "kek") for kek in keks), "the scan finds what lives"
    assert opened_with(copy, keks, keys), "the copy gives the keys to whoever has the KEKs"
    assert not any(key in every_byte(home / "ring", home / "kek", copy) for key in keys)

    ring.destroy([PersonKey(SHOP, person)], [DayKey(SHOP, "conversation", DAY)])

    everything = every_byte(home / "ring", home / "kek", copy)
    assert not any(secret in everything for secret in keks + keys)
    living = list(ring.scan_material(SHOP).values())
    assert not opened_with(copy, living, keys), "no living KEK opens an older copy"
    assert opened_with(home / "ring", living, [ring.person_key(SHOP, neighbour) or b"?"])


def opened_with(folder: Path, keks: list[bytes], wanted: list[bytes]) -> bool:
    """Whether any shard in *folder*, opened with any of *keks*, shows all or some of *wanted*."""
    plain = b""
    for path in (folder / str(SHOP)).glob("*.ring"):
        shard, generation, _ = path.name.split(".")
        label = SHOP.to_bytes(8, "big") + int(shard).to_bytes(2, "big")
        for kek in keks:
            if found := unsealed(label, int(generation), kek, path.read_bytes()):
                plain += bytes(found.records)
    return any(key in plain for key in wanted)


def test_an_older_copy_put_back_beside_the_living_keks_is_refused_and_reveals_nothing(
    home: Path,
) -> None:
    person, neighbour = UUID(int=2), UUID(int=4)
    with open_ring(home) as ring:
        ring.make_people(SHOP, [person, neighbour])
        shutil.copytree(home / "ring", home / "copy")
        assert ring.exists(SHOP, person)
        ring.destroy([PersonKey(SHOP, person)])
    shutil.rmtree(home / "ring")
    shutil.move(home / "copy", home / "ring")
    with open_ring(home) as restored, pytest.raises(JanjiError, match="keyring_damaged"):
        restored.person_key(SHOP, person)


def test_without_its_kek_folder_a_keyring_says_so_and_changes_nothing(home: Path) -> None:
    with open_ring(home) as ring:
        ring.make_people(SHOP, [uuid4()])
    shutil.move(home / "kek", home / "elsewhere")
    before = every_byte(home / "ring")
    for _ in range(2):
        with open_ring(home) as blind, pytest.raises(JanjiError) as refused:
            blind.count_people(SHOP)
        assert refused.value.code == "vault.keyring_kek_missing"
        assert "KEK" in say(refused.value.code, "id", **refused.value.values)
    assert every_byte(home / "ring") == before
    shutil.rmtree(home / "kek")
    shutil.move(home / "elsewhere", home / "kek")
    with open_ring(home) as again:
        assert again.count_people(SHOP) == 1


@pytest.mark.parametrize("suffix", ["*.ring", "new.*.log"])
def test_any_changed_byte_of_the_keyring_is_noticed(home: Path, suffix: str) -> None:
    person = UUID(int=2)
    with open_ring(home) as ring:
        ring.make_people(SHOP, [person])
        if suffix == "*.ring":
            ring.fold(SHOP)
    (path,) = (home / "ring" / str(SHOP)).glob(suffix)
    whole = path.read_bytes()
    assert len(whole) == (EMPTY_SIZE + RECORD if suffix == "*.ring" else 8 + 12 + ENTRY + 8)
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
        with open_ring(home) as ring, pytest.raises(JanjiError, match="keyring_damaged"):
            ring.person_key(SHOP, person)
    path.write_bytes(whole)
    with open_ring(home) as ring:
        assert ring.exists(SHOP, person)


def test_a_torn_tail_that_was_never_acknowledged_is_ignored_and_overwritten(home: Path) -> None:
    first, second = uuid4(), uuid4()
    with open_ring(home) as ring:
        ring.make_people(SHOP, [first])
        whole = log_of(home).read_bytes()
        ring.make_people(SHOP, [second, uuid4(), uuid4()])
    both = log_of(home).read_bytes()
    for torn in (both[: len(whole) + 5], both[:-1], whole + bytes(len(both) - len(whole))):
        log_of(home).write_bytes(torn)
        power_cut(home, len(whole))
        with open_ring(home) as ring:
            assert ring.exists(SHOP, first)
            assert not ring.exists(SHOP, second)
            assert ring.make_people(SHOP, [second]) == 1
        with open_ring(home) as ring:
            assert ring.exists(SHOP, first)
            assert ring.exists(SHOP, second)


def power_cut(home: Path, length: int) -> None:
    """Leave the marks as they were when *length* bytes of the log were acknowledged."""
    marks = home / "ring" / str(SHOP) / "marks"
    marks.write_bytes(marks.read_bytes()[:16] + length.to_bytes(8, "little"))


def test_a_log_that_lost_acknowledged_keys_is_refused(home: Path) -> None:
    with open_ring(home) as ring:
        ring.make_people(SHOP, [uuid4()])
        ring.make_people(SHOP, [uuid4()])
        assert ring.count_people(SHOP) == 2
    whole = log_of(home).read_bytes()
    for cut in (len(whole) - 1, len(whole) // 2, 8, 0):
        log_of(home).write_bytes(whole[:cut])
        with open_ring(home) as ring, pytest.raises(JanjiError, match="keyring_damaged"):
            ring.count_people(SHOP)
    log_of(home).unlink()
    with open_ring(home) as ring, pytest.raises(JanjiError, match="keyring_damaged"):
        ring.count_people(SHOP)


def test_only_the_owner_can_enter_and_backups_are_told_to_stay_out(
    home: Path, ring: Keyring
) -> None:
    ring.make_people(SHOP, [uuid4()])
    for path in [*(home / "ring").rglob("*"), *(home / "kek").rglob("*")]:
        if path.name != "CACHEDIR.TAG":
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
    assert (home / "kek" / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172")


def test_a_file_keyring_is_what_the_vault_asks_of_any_keyring(ring: Keyring) -> None:
    keys: Keys = ring
    keys.make_days(SHOP, [("conversation", DAY)])
    assert keys.day_key(SHOP, "conversation", DAY)


def test_the_number_of_shards_stays_as_begun(home: Path) -> None:
    people = [uuid4() for _ in range(50)]
    with open_ring(home) as ring:
        ring.make_people(SHOP, people)
    with Keyring(home / "ring", home / "kek", people_shards=16, runtime=home / "run") as wider:
        assert all(wider.exists(SHOP, person) for person in people)
        wider.make_people(OTHER, people)
    names = {path.name[:5] for path in (home / "ring" / str(OTHER)).glob("*.ring")}
    assert 2 < len(names) <= 16


def test_a_full_disk_makes_no_key_and_harms_none(home: Path) -> None:
    """A file-size limit in a child stands for the full disk."""
    context = multiprocessing.get_context("forkserver")
    with open_ring(home) as ring:
        ring.make_people(SHOP, [UUID(int=1)])
        size = log_of(home).stat().st_size
        child = context.Process(target=make_on_full_disk, args=(str(home), size + 40))
        child.start()
        child.join(30)
        assert child.exitcode == 0
        child.close()
        assert ring.exists(SHOP, UUID(int=1))
        assert not ring.exists(SHOP, UUID(int=3))
        assert log_of(home).stat().st_size == size
        assert ring.make_people(SHOP, [UUID(int=3)]) == 1


def make_on_full_disk(home: str, limit: int) -> None:
    import resource
    import signal

    with open_ring(Path(home)) as ring:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with pytest.raises(JanjiError, match="keyring_disk"):
            ring.make_people(SHOP, [UUID(int=3)])


def test_the_bytes_of_an_old_kek_are_overwritten_where_they_lie(home: Path, ring: Keyring) -> None:
    person = UUID(int=2)
    ring.make_people(SHOP, [person])
    (kek,) = (home / "kek" / str(SHOP)).glob("*.kek")
    second_name = home / "held"
    second_name.hardlink_to(kek)  # keeps hold of the same bytes on disk after the file is removed
    assert second_name.read_bytes() in ring.scan_material(SHOP).values()
    ring.destroy([PersonKey(SHOP, person)])
    assert not kek.exists()
    assert second_name.read_bytes() == bytes(32)


def test_a_keyring_is_refused_in_a_forked_process(home: Path) -> None:
    child = multiprocessing.get_context("forkserver").Process(
        target=use_after_fork, args=(str(home),)
    )
    child.start()
    child.join(30)
    assert child.exitcode == 0
    child.close()


def use_after_fork(home: str) -> None:
    with open_ring(Path(home)) as ring:
        ring.make_people(SHOP, [UUID(int=2)])
        child = os.fork()
        if child == 0:
            try:
                ring.person_key(SHOP, UUID(int=2))
            except RuntimeError:
                os._exit(3)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 3
        assert ring.exists(SHOP, UUID(int=2))
