"""Named SQL: each statement has a name and a reason, and lives beside the module that asks.

    -- expire_conversations --
    -- Delete every conversation whose promised time is over.
    DELETE FROM …  WHERE keep_until <= :now

Python asks by name: SQL = named_sql(__file__); db.all(SQL["expire_conversations"], now=now).
"""

from __future__ import annotations

import re
from pathlib import Path

NAME = re.compile(r"^-- ([a-z][a-z0-9_]*) --$", re.MULTILINE)
PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


def named_sql(module_file: str) -> dict[str, str]:
    """The statements of the .sql file beside *module_file*, ready for the driver."""
    path = Path(module_file).with_suffix(".sql")
    pieces = NAME.split(path.read_text(encoding="utf-8"))
    names, bodies = pieces[1::2], pieces[2::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{path.name}: a statement name stands twice")
    return {name: prepared(body) for name, body in zip(names, bodies, strict=True)}


def prepared(body: str) -> str:
    """Turn :name into the driver's %(name)s; ::casts and literal % stay what they mean."""
    return PARAMETER.sub(r"%(\1)s", body.strip().rstrip(";").replace("%", "%%"))
