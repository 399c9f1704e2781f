"""Roles and databases: who owns, who only works, who only copies.

janji_boot is a superuser for these statements alone. janji_owner owns the tables and changes the
schema. janji_app works: it owns nothing, so row-level security and GRANT bind it. janji_backup
copies the cluster.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from janji.kit.errors import JanjiError
from janji.kit.sql import named_sql

SQL = named_sql(__file__)
OWNER, APP, BACKUP = "janji_owner", "janji_app", "janji_backup"
DATABASE = "janji"
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
ROLES = {OWNER: "NOSUPERUSER CREATEDB", APP: "NOSUPERUSER", BACKUP: "NOSUPERUSER REPLICATION"}


def url_of(**parts: str | int | None) -> str:
    """A libpq URL of *parts* (user, password, dbname, host, …); sockets and many hosts included."""
    user, password, database = (
        quote(str(parts.pop(name, None) or ""), safe="") for name in ("user", "password", "dbname")
    )
    who = f"{user}:{password}@" if password else (f"{user}@" if user else "")
    rest = urlencode({name: value for name, value in parts.items() if value is not None}, safe="/")
    return f"postgresql://{who}/{database}" + (f"?{rest}" if rest else "")


def with_parts(url: str, **changed: str) -> str:
    """The same address as *url* with some parts *changed*."""
    parts: dict[str, Any] = {**conninfo_to_dict(url), **changed}
    return url_of(**parts)


def connect(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    """One connection whose every statement commits by itself."""
    return psycopg.connect(url, autocommit=True, connect_timeout=10)


def answers(url: str) -> bool:
    """Whether a real connection to *url* succeeds and answers a query."""
    try:
        with connect(url) as db:
            return db.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def settled(owner_url: str, app_url: str) -> bool:
    """Whether owner and app can work and nobody else is let in: the last act of arrange()."""
    if not answers(owner_url):
        return False
    try:
        with connect(app_url) as db:
            return db.execute(SQL["closed_to_others"]).fetchone() == (True,)
    except psycopg.OperationalError:
        return False


def arrange(admin_url: str, passwords: dict[str, str]) -> None:
    """Make or repair our roles and the database; running it again changes nothing."""
    with connect(admin_url) as db:
        for role, rights in ROLES.items():
            put_role(db, role, rights, passwords[role])
        if not db.execute(SQL["database_there"], {"name": DATABASE}).fetchone():
            make_database(db, DATABASE, "template0")
    close_to_others(admin_url, DATABASE)


def put_role(
    db: psycopg.Connection[tuple[Any, ...]], role: str, rights: str, password: str
) -> None:
    """Make *role*, or give it this password and these *rights* again.

    The server is sent a SCRAM verifier, so the password itself is never in a statement.
    """
    verifier = db.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    there = db.execute(SQL["role_there"], {"name": role}).fetchone()
    db.execute(
        sql.SQL("{verb} ROLE {role} LOGIN NOBYPASSRLS {rights} PASSWORD {password}").format(
            verb=sql.SQL("ALTER" if there else "CREATE"),
            role=sql.Identifier(role),
            rights=sql.SQL(rights),
            password=sql.Literal(verifier.decode()),
        )
    )


def make_database(
    db: psycopg.Connection[tuple[Any, ...]], name: str, template: str, how: str = "wal_log"
) -> None:
    """A database of the owner's, a copy of *template*.

    how: wal_log, the gentle way; file_copy begins with a checkpoint and writes half as much.
    """
    db.execute(
        sql.SQL("CREATE DATABASE {name} OWNER {owner} TEMPLATE {template} STRATEGY {how}").format(
            name=sql.Identifier(name),
            owner=sql.Identifier(OWNER),
            template=sql.Identifier(template),
            how=sql.Identifier(how),
        )
    )


def close_to_others(admin_url: str, name: str) -> None:
    """Let only owner and app into the database *name*; the app may not make anything in it."""
    with connect(with_parts(admin_url, dbname=name)) as db, db.transaction():
        for statement in (
            "GRANT CONNECT ON DATABASE {name} TO {app}",
            "GRANT USAGE ON SCHEMA public TO {app}",
            "REVOKE ALL ON SCHEMA public FROM PUBLIC",
            "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        ):
            db.execute(
                sql.SQL(statement).format(name=sql.Identifier(name), app=sql.Identifier(APP))
            )


def remake_database(admin_url: str, name: str, template: str) -> None:
    """Replace the database *name* by a fresh copy of *template*; only for tests.

    Raises: ValueError when *name* or *template* is no plain lower-case word.
    """
    if not (NAME.fullmatch(name) and NAME.fullmatch(template)):
        raise ValueError("a database name is lower-case letters, digits and underscores")
    with connect(admin_url) as db:
        forced = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        db.execute(forced)
        make_database(db, name, template, "file_copy")
    close_to_others(admin_url, name)


def check_external(owner_url: str, least: int) -> None:
    """Fail clearly when the operator's server cannot be reached or is too old.

    Raises: JanjiError kit.database_unreachable, kit.postgres_old. Neither carries the address.
    """
    try:
        with connect(owner_url) as db:
            found = db.info.server_version // 10000
    except psycopg.OperationalError as fault:
        raise JanjiError("kit.database_unreachable") from fault
    if found < least:
        raise JanjiError("kit.postgres_old", found=found, least=least)


def check_app(app_url: str) -> None:
    """Fail when the app's role could get around row-level security or the ledger's grants.

    Raises: JanjiError kit.database_app_unreachable, kit.database_app_strong.
    """
    try:
        with connect(app_url) as db:
            weak = db.execute(SQL["app_is_weak"]).fetchone() == (True,)
    except psycopg.OperationalError as fault:
        raise JanjiError("kit.database_app_unreachable") from fault
    if not weak:
        raise JanjiError("kit.database_app_strong")


def make_external_app(owner_url: str, password: str) -> str:
    """The app's address on the operator's server, its role made now if it was not there.

    Raises: JanjiError kit.database_app_role (no right to make a role),
    kit.database_app_taken (a role of that name has another password).
    """
    app_url = with_parts(owner_url, user=APP, password=password)
    if answers(app_url):
        return app_url
    with connect(owner_url) as db:
        if db.execute(SQL["role_there"], {"name": APP}).fetchone():
            raise JanjiError("kit.database_app_taken", role=APP)
        try:
            with db.transaction():
                put_role(db, APP, "", password)
                for statement in (
                    "GRANT CONNECT ON DATABASE {name} TO {app}",
                    "GRANT USAGE ON SCHEMA public TO {app}",
                ):
                    name, app = sql.Identifier(db.info.dbname), sql.Identifier(APP)
                    db.execute(sql.SQL(statement).format(name=name, app=app))
        except psycopg.errors.InsufficientPrivilege as fault:
            raise JanjiError("kit.database_app_role", role=APP) from fault
    return app_url
