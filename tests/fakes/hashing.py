"""Passwords of tests: kept as the product keeps them, with next to no work.

The product's own way takes a fifth of a second each time, on purpose; a test of pages signs in
several times. There is no setting by which an installation could choose this.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import ScryptPasswordHasher, reset_hashers


class QuickScrypt(ScryptPasswordHasher):
    """The same scheme, with the least work it allows."""

    work_factor = 2
    parallelism = 1


def quick_passwords() -> None:
    """From now on this process makes and checks passwords quickly; Django is set up already."""
    settings.PASSWORD_HASHERS = [f"{__name__}.{QuickScrypt.__name__}"]
    reset_hashers(setting="PASSWORD_HASHERS")
