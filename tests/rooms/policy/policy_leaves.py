"""Every value of a policy file, and the same file with that one value otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from janji.policy.base import Both, Span
from janji.policy.model import PolicyFile
from janji.policy.nodes import Path

UNTOLD = (  # promises have tests of their own; the others are no part of what is stated
    "business", "promises", "assistant", "abuse_limits", "insight", "provider_deletion",
    "published",
)  # fmt: skip


def otherwise(file: PolicyFile) -> Iterator[tuple[Path, PolicyFile]]:
    """Each place of *file*, with the file in which it alone says something else."""
    for name in type(file).model_fields:
        if name not in UNTOLD:
            for path, value in variants(getattr(file, name), annotation(file, name)):
                yield (name, *path), file.model_copy(update={name: value})


def annotation(part: BaseModel, name: str) -> Any:
    """The declared type of a field."""
    return type(part).model_fields[name].annotation


def variants(value: Any, kind: Any) -> Iterator[tuple[Path, Any]]:
    """Each way to let one value inside *value* be another."""
    if isinstance(value, Both):
        yield (), Both(id=f"{value.id} (lain)", en=f"{value.en} (other)")
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            for path, new in variants(getattr(value, name), annotation(value, name)):
                yield (name, *path), value.model_copy(update={name: new})
    elif isinstance(value, dict):
        yield from tables(value)
    elif isinstance(value, tuple):
        yield from lists(value)
    else:
        yield from (((), new) for new in changed(value, kind))


def lists(value: tuple[Any, ...]) -> Iterator[tuple[Path, Any]]:
    """A list without its last entry, and with one entry otherwise."""
    if value:
        yield (len(value) - 1,), value[:-1]
    for index, one in enumerate(value):
        if isinstance(one, BaseModel):
            for path, new in variants(one, None):
                yield (index, *path), (*value[:index], new, *value[index + 1 :])


def tables(value: dict[str, Any]) -> Iterator[tuple[Path, Any]]:
    """A table without one of its entries, and with one entry otherwise."""
    for name, entry in value.items():
        yield (name,), {key: one for key, one in value.items() if key != name}
        for path, new in variants(entry, None):
            yield (name, *path), {**value, name: new}


def changed(value: Any, kind: Any) -> Iterator[Any]:
    """Another value of the same type; none for what is not said."""
    choices = [one for one in (kind, *get_args(kind)) if get_origin(one) is Literal]
    if choices:
        yield from (one for one in get_args(choices[0]) if one != value)
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield "SG" if len(value) == 2 and value.isupper() else f"{value}0"
    elif value is None and any(str in (one, *get_args(one)) for one in get_args(kind)):
        yield "SG"
    elif isinstance(value, Span):
        yield Span(value.count + 1, value.unit)
    elif isinstance(value, date):
        yield value + timedelta(days=1)
