"""Looking for secrets byte by byte: data folder, its log, a copy of the cluster, our home."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.world import Shop
from janji.kit.postgres import Server

AT_ONCE = 16 << 20


def base_backup(server: Server, folder: Path) -> Path:
    """A copy of the whole cluster with its log, as an operator takes one."""
    assert server.programs
    assert server.backup_url, "a base backup needs our own server"
    argv = [str(server.programs / "pg_basebackup"), "--pgdata", str(folder), "--wal-method=stream",
            "--checkpoint=fast", "--dbname", server.backup_url]  # fmt: skip
    subprocess.run(argv, check=True, capture_output=True, timeout=600)
    return folder


def places(server: Server, shop: Shop, copy: Path) -> dict[str, list[Path]]:
    """Every file by where it lies."""
    assert server.data
    log = server.data / "pg_wal"
    return {
        "data folder": [path for path in files(server.data) if log not in path.parents],
        "log": list(files(log)),
        "base backup": list(files(copy)),
        "home": list(files(shop.home)),
    }


def files(folder: Path) -> Iterator[Path]:
    """Every plain file below *folder*."""
    return (path for path in folder.rglob("*") if path.is_file())


def found(where: Mapping[str, list[Path]], sought: Mapping[str, bytes]) -> dict[str, set[str]]:
    """Where each of *sought* lies: name → places. Files that vanish meanwhile held nothing."""
    hits: dict[str, set[str]] = {name: set() for name in sought}
    for place, paths in where.items():
        for path in paths:
            for name in held(path, sought):
                hits[name].add(place)
    return hits


def held(path: Path, sought: Mapping[str, bytes]) -> set[str]:
    """Which of *sought* stand in the file."""
    overlap, tail, names = max(map(len, sought.values())), b"", set()
    try:
        with path.open("rb") as file:
            while portion := file.read(AT_ONCE):
                seen = tail + portion
                names |= {name for name, secret in sought.items() if secret in seen}
                tail = seen[-overlap:]
    except FileNotFoundError:
        return set()
    return names
