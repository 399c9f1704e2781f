"""Staff accounts, made from the command line. Django must be set up (site.wsgi.prepare)."""

from __future__ import annotations

import re
import secrets

from janji.desk.roles import Role
from janji.kit.errors import Refused
from janji.vault.house import House

NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
PASSWORD_BYTES = 12


def add_staff(house: House, name: str, role: Role = "agent") -> str | Refused:
    """Make (or renew) the account *name* and return its one password; it is shown only here.

    name: lower-case letters, digits, dot, dash. The password must be changed at the first sign-in.
    A renewed account loses its old password and every open session with it.
    """
    from django.contrib.auth.models import Group, User

    if not NAME.fullmatch(name):
        return Refused("desk.staff.name")
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user, made = User.objects.get_or_create(username=name)
    user.set_password(password)
    user.is_active = True
    user.last_login = None  # never signed in with this password: asks for a new one
    user.save()
    user.groups.set([Group.objects.get_or_create(name=role)[0]])
    for business in house.businesses:
        with house.act(business) as db:
            db.note("staff.added" if made else "staff.renewed", None, staff=user.pk, role=role)
    return password
