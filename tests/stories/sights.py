"""What a person could see of the shop, and what an auditor could find on its disks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg

from janji.audit.proofs import Verdict
from janji.channels.proving import ask_proofs
from janji.kit.db import Db
from janji.vault import gate, people
from janji.vault.house import House
from janji.vault.key_names import Gone
from janji.vault.people import Identifier
from stories.looking import LogBook, database_files, files_below, holds, rows_holding
from stories.stage import Stage, StoryClock

KINDS = ("message_in", "message_out", "note")
LASTING = frozenset(  # tables of numbers, times and closed words, which no night empties
    (
        "business", "cell", "checkpoint", "compared", "counted_period", "day_end",
        "dropped_field", "duty_run", "keep_change", "ledger", "migration", "policy_version",
        "proof_run", "request", "restamped",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """Something a customer wrote. statuses: how the door answered each delivery."""

    number: str
    text: str
    sid: str
    statuses: tuple[int, ...]


@dataclass
class Sights:
    """What there is to see of a shop: phones, pages, rows, files, the provider, the ledger."""

    stage: Stage
    house: House
    owner_url: str
    logs: LogBook
    http: httpx.Client

    def __post_init__(self) -> None:
        self.shop = self.house.business("ramen-master")
        self.policy = self.shop.policy

    @property
    def clock(self) -> StoryClock:
        """The one clock of everybody."""
        return self.stage.clock

    @property
    def now(self) -> datetime:
        """The present moment of the story."""
        return self.clock.now()

    def phone(self, number: str) -> list[dict[str, Any]]:
        """What the customer's phone shows, oldest first."""
        return self.stage.twin.phone(number)

    def answers(self, number: str) -> list[str]:
        """What the shop wrote to this phone, oldest first."""
        return [one["body"] for one in self.phone(number) if one["from"] == "business"]

    def last_answer(self, number: str) -> str:
        """The newest words of the shop on this phone."""
        return self.answers(number)[-1]

    def person(self, number: str) -> UUID | None:
        """The random id that a number leads to, if the shop still knows the number."""
        with self.act() as db:
            return people.find(db, self.house.vault, [Identifier("whatsapp", number)])

    def read(self, number: str, kinds: tuple[str, ...] = KINDS) -> list[dict[str, Any]]:
        """What staff can read of a customer, oldest first; empty shells are not readable."""
        person = self.person(number)
        if person is None:
            return []
        with self.act() as db:
            found = gate.read(
                db, self.house.vault, self.shop, "customer_support", person=person, kinds=kinds
            )
        assert isinstance(found, list)
        return [one.content for one in reversed(found) if one.content is not None]

    def knows(self, said: Said) -> bool:
        """Whether the number is known and the words can be read."""
        return any(one.get("text") == said.text for one in self.read(said.number))

    def row(self, sql: str, **values: Any) -> Any:
        """One row, asked for as the product would."""
        with self.act() as db:
            return db.one(sql, **values)

    def first_kept(self) -> Any:
        """The row of the first message that came, its words sealed."""
        return self.row(
            "SELECT * FROM record WHERE business_id = %(business)s AND kind = 'message_in'"
            " ORDER BY record_id LIMIT 1"
        )

    def opens(self, row: Any) -> dict[str, Any] | Gone:
        """What a sealed row says to whoever holds the keyring now."""
        place = (row.person_id, "conversation", row.expires_on, row.kind, row.record_id)
        return self.house.vault.sealer(self.shop.id).open_json(*place, bytes(row.sealed))

    def rows(self, table: str) -> int:
        """How many rows a table holds, past every rule of the product."""
        with psycopg.connect(self.owner_url) as owner:
            found = owner.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert found is not None
        return int(found[0])

    def filled_tables(self) -> set[str]:
        """Tables of the product that hold rows, but for those of numbers and closed words."""
        with psycopg.connect(self.owner_url) as owner:
            names = owner.execute(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
                " AND relnamespace = 'public'::regnamespace"
            ).fetchall()
        return {str(name) for (name,) in names if name not in LASTING and self.rows(str(name))}

    def files(self) -> list[Path]:
        """Sealed media files of the shop."""
        return list(files_below(self.house.vault.media / str(self.shop.id)))

    def at_twilio(self, marker: str) -> int:
        """How often *marker* stands at the provider's side."""
        return int(self.stage.twin.look("search", marker=marker)["provider"])

    def copies_at_twilio(self) -> int:
        """How many messages and files the provider still holds."""
        found = self.stage.twin.look("health")
        return int(found["messages"]) + int(found["files"])

    def traces(self, marker: str) -> list[str]:
        """Every place of ours where *marker* stands in clear, on disk or in a table."""
        sought = marker.encode()
        found = rows_holding(self.owner_url, sought)
        places = [
            *database_files(self.stage.server, self.owner_url),
            *files_below(self.house.settings.home),
        ]
        found += [str(path) for path in places if holds(path, sought)]
        return found + [line for line in self.logs.lines if marker in line]

    def tables_with(self, sealed: bytes) -> list[str]:
        """Tables in which these bytes stand."""
        return rows_holding(self.owner_url, sealed)

    def page(self, path: str, language: str = "id", **headers: str) -> str:
        """A public page as a browser gets it."""
        answer = self.http.get(
            f"{self.stage.url}{path}", headers={"accept-language": language, **headers}
        )
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def letters(self, address: str) -> list[str]:
        """The e-mails that reached an address, oldest first."""
        return self.stage.post.to(address)

    def request(self) -> Any:
        """The newest request about somebody's data."""
        return self.row(
            "SELECT * FROM request WHERE business_id = %(business)s"
            " ORDER BY received_at DESC, request_id DESC LIMIT 1"
        )

    def actions(self) -> list[str]:
        """What the ledger says happened, oldest first."""
        with self.act() as db:
            rows = db.all(
                "SELECT action FROM ledger WHERE business_id = %(business)s ORDER BY at, chain, seq"
            )
        return [row.action for row in rows]

    def proofs(self) -> dict[str, Verdict]:
        """What every independent proof says now."""
        return {one.proof: one for one in ask_proofs(self.house, self.shop, self.now)}

    def is_kept(self, promise: str) -> bool:
        """Whether a promise's own proof says "kept", and none that looks beside it "broken"."""
        found = self.proofs()
        named = next(one for one in self.policy.promises if one.id == promise)
        words = [found[name].word for name in named.proofs]
        assert words, f"{promise} is a statement only"
        return words[0] == "kept" and "broken" not in words

    @property
    def faults(self) -> list[str]:
        """Duties that failed in this story."""
        return self.logs.faults

    @contextmanager
    def act(self) -> Iterator[Db]:
        """One transaction of the shop."""
        with self.house.act(self.shop) as db:
            yield db
