"""What only this machine knows of its health: backups, keys and who may read them, its disk."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from janji.kit.db import Db
from janji.kit.sql import named_sql
from janji.policy.business import Business
from janji.vault import backup
from janji.vault.house import House

SQL = named_sql(str(Path(__file__).with_name("health_facts.py")))
OTHERS = 0o077
LEAST_FREE = 2 * 10**9  # bytes: some days of a busy shop, a backup and PostgreSQL's own room


def facts(db: Db, house: House, business: Business, now: datetime) -> dict[str, Any]:
    """Backups, keys and room on the disk, as the page shows them."""
    home, keyring = house.settings.home, house.vault.keyring
    free = shutil.disk_usage(home).free
    return {
        "backup_at": backup_at(db, home, now),
        "backup_late": backup_late(db, home, now),
        "people_keys": keyring.count_people(business.id),
        "day_keys": len(keyring.day_idents(business.id)),
        "kek_files": sum(1 for _ in (home / "keys").rglob("*.kek")),
        "keys_open": keys_open(home),
        "free": free,
        "disk_full": free < LEAST_FREE,
    }


def backup_at(db: Db, home: Path, now: datetime) -> datetime | None:
    """When the newest backup was made: in our folder, or lately anywhere the ledger knows of."""
    moments = (
        backup.newest(home / "backups"),
        db.value(SQL["backed_up"], since=now - backup.LATE),
    )
    return max((one for one in moments if one is not None), default=None)


def backup_late(db: Db, home: Path, now: datetime) -> bool:
    """Whether the last night went by without a backup; a new house has no night behind it yet."""
    at = backup_at(db, home, now) or db.value(SQL["begun"])
    return at is None or now - at > backup.LATE


def keys_open(home: Path) -> bool:
    """Whether somebody besides their owner may enter the folders of the keys."""
    return any(mode(home / name) & OTHERS for name in ("keys", "keyring"))


def mode(folder: Path) -> int:
    """Who may read a folder; nothing when it is not there."""
    try:
        return folder.stat().st_mode
    except FileNotFoundError:
        return 0
