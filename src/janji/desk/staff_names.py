"""The names of staff by their numbers, as the ledger writes them."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User

from janji.kit.text import say


def names_of(numbers: Iterable[int | None], language: str) -> dict[int, str]:
    """Number → account name; an account that is gone is called so. One question for all."""
    wanted = {one for one in numbers if one}
    found = dict(User.objects.filter(pk__in=wanted).values_list("pk", "username"))
    gone = say("desk.person.staff_gone", language)
    return {one: found.get(one, gone) for one in wanted}
