"""Open the house for a command: database started or reached, schema current, everything at hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from janji.cli.folders import folder_of as folder_of
from janji.cli.folders import named as named
from janji.cli.folders import settings as settings
from janji.kit import postgres
from janji.kit.migrate import let_clock_move, migrate
from janji.kit.settings import Settings
from janji.policy.business import Business
from janji.vault.house import House, open_house

APPLY = """
INSERT INTO business (business_id, slug, zone, policy_hash, policy_version, applied_at)
VALUES (%(business)s, %(slug)s, %(zone)s, %(hash)s, %(version)s, %(now)s)
ON CONFLICT (business_id) DO UPDATE
   SET zone = excluded.zone, policy_hash = excluded.policy_hash,
      policy_version = excluded.policy_version,
       applied_at = CASE WHEN business.policy_hash = excluded.policy_hash THEN business.applied_at
                         ELSE excluded.applied_at END
"""


def ready(chosen: Settings) -> postgres.Server:
    """The database, running and on the newest schema."""
    server = postgres.serve(chosen)
    migrate(server.owner_url)
    if chosen.clock_file:
        let_clock_move(server.owner_url)
    return server


@contextmanager
def house(*, connections: int = 4, stop_server: bool = True) -> Iterator[House]:
    """The house for one command; a server that this command started is stopped after it."""
    chosen = settings()
    server = ready(chosen)
    opened = open_house(chosen, server.app_url, connections=connections)
    try:
        for business in opened.businesses:
            applied(opened, business)
        yield opened
    finally:
        opened.close()
        if stop_server and server.started_here:
            server.stop()


def applied(opened: House, business: Business) -> None:
    """Write which version of the policy is in force; a changed one is a ledger line."""
    with opened.act(business) as db:
        before = db.value("SELECT policy_hash FROM business WHERE business_id = %(business)s")
        if before == business.policy.hash:
            return
        db.run(
            APPLY, slug=business.slug, zone=business.zone, hash=business.policy.hash,
            version=business.policy.version, now=opened.clock.now(),
        )  # fmt: skip
        db.note("policy.applied", None, version=business.policy.version, hash=business.policy.hash)
