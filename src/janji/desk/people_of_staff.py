"""Names of members of staff by number, as colleagues read them."""

from __future__ import annotations

from collections.abc import Iterable


def names_of(numbers: Iterable[int | None]) -> dict[int, str]:
    """Number → account name; who has left is not in it."""
    from django.contrib.auth.models import User

    wanted = {one for one in numbers if one is not None}
    if not wanted:
        return {}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "username"))
