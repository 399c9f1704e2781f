"""Every single difference between two policies, as small as it can be said, with its place.

Tables are compared by key, lists of ids as sets, lists of parts by what names each part. Whatever
differs in the facts of the two files comes out of here; what it means is not asked yet.
"""

from __future__ import annotations

import types
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from janji.policy.model_conduct import Contact, PromiseEntry
from janji.policy.model_data import ClockOf
from janji.policy.nodes import Path

ANY, ITEM = "*", "[]"
NOWHERE = -1
Pair = tuple[Any, Any]


class Absent(Enum):
    """The one value that stands for "not there", so that None may stay a value."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True)
class Leaf:
    """One difference. pattern: the path with keys as "*" and items as "[]".

    old_path, new_path: where each file would hold it. around: the parts it lies in, outermost
    first, old and new; files stand first. order: only the order of a list differs.
    """

    pattern: str
    old_path: Path
    new_path: Path
    old: Any
    new: Any
    around: tuple[Pair, ...]
    order: bool = False

    @property
    def added(self) -> bool:
        """Whether only the new file has it."""
        return self.old in (ABSENT, None) and self.new not in (ABSENT, None)

    @property
    def gone(self) -> bool:
        """Whether only the old file has it."""
        return self.new in (ABSENT, None) and self.old not in (ABSENT, None)


@dataclass(frozen=True)
class Spot:
    """Where the comparison is."""

    pattern: tuple[str, ...] = ()
    old: Path = ()
    new: Path = ()
    around: tuple[Pair, ...] = ()

    def down(self, step: str | int, name: str | None = None, new: int | None = None) -> Spot:
        """One step deeper. name: in the pattern; new: the index in the new file, when another."""
        told = step if new is None else new
        return replace(
            self, pattern=(*self.pattern, name or str(step)),
            old=(*self.old, step), new=(*self.new, told),
        )  # fmt: skip

    def leaf(self, old: Any, new: Any, *, order: bool = False) -> Leaf:
        """What differs here."""
        return Leaf(".".join(self.pattern), self.old, self.new, old, new, self.around, order)


def leaves(old: BaseModel, new: BaseModel) -> Iterator[Leaf]:
    """Every difference between two parts of the same shape, in the order of the shape."""
    yield from compared(old, new, Spot())


def compared(old: Any, new: Any, spot: Spot) -> Iterator[Leaf]:
    """The differences at one spot."""
    if old == new:
        return
    if isinstance(old, BaseModel) and type(old) is type(new):
        yield from of_parts(old, new, spot)
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*old, *(key for key in new if key not in old)]:
            below = spot.down(key, ANY)
            yield from compared(old.get(key, ABSENT), new.get(key, ABSENT), below)
    elif isinstance(old, tuple) and isinstance(new, tuple):
        yield from of_lists(old, new, spot)
    else:
        yield spot.leaf(old, new)


def of_parts(old: BaseModel, new: BaseModel, spot: Spot) -> Iterator[Leaf]:
    """Field by field."""
    inside = replace(spot, around=(*spot.around, (old, new)))
    for name, info in type(old).model_fields.items():
        below = inside.down(info.alias or name)
        yield from compared(getattr(old, name), getattr(new, name), below)


def of_lists(old: tuple[Any, ...], new: tuple[Any, ...], spot: Spot) -> Iterator[Leaf]:
    """Item by item, each found again by what names it; then the order of those that stayed."""
    before, after = indexed(old), indexed(new)
    for key in [*before, *(key for key in after if key not in before)]:
        at, then = before.get(key, NOWHERE), after.get(key, NOWHERE)
        below = spot.down(at if at >= 0 else then, ITEM, then if then >= 0 else at)
        first = ABSENT if at == NOWHERE else old[at]
        yield from compared(first, ABSENT if then == NOWHERE else new[then], below)
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield spot.leaf(old, new, order=True)


def indexed(items: tuple[Any, ...]) -> dict[tuple[Any, int], int]:
    """The index of each item by what names it; the number tells equal names apart."""
    seen: Counter[Any] = Counter()
    found: dict[tuple[Any, int], int] = {}
    for index, item in enumerate(items):
        name = named(item, index)
        found[name, seen[name]] = index
        seen[name] += 1
    return found


def named(item: Any, index: int) -> Any:
    """What an item is known by: a promise by its id, a copy by its holder, a word by itself."""
    if isinstance(item, PromiseEntry):
        return item.id
    if isinstance(item, ClockOf):
        return item.holder, item.copy_
    if isinstance(item, Contact):
        return item.kind, item.value
    return index if isinstance(item, BaseModel) else item


def patterns(shape: Any, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Every pattern at which two parts of *shape* can differ, orders of lists left out."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        for name, info in shape.model_fields.items():
            yield from of_field(info, (*above, info.alias or name))
        return
    if get_origin(shape) is Annotated:
        yield from patterns(get_args(shape)[0], above)
    elif get_origin(shape) in (Union, types.UnionType):
        yield ".".join(above)
        yield from (one for kind in get_args(shape) for one in patterns(kind, above))
    elif get_origin(shape) is dict:
        yield ".".join((*above, ANY))
        yield from patterns(get_args(shape)[1], (*above, ANY))
    elif get_origin(shape) is tuple:
        yield ".".join((*above, ITEM))
        yield from patterns(get_args(shape)[0], (*above, ITEM))
    else:
        yield ".".join(above)


def of_field(info: FieldInfo, path: tuple[str, ...]) -> Iterator[str]:
    """The patterns of one field."""
    yield from patterns(info.annotation, path)
