"""janji apply: take exactly the plan that was shown."""

from __future__ import annotations

import os
import pwd
import sys

import click

from janji.cli.main import language
from janji.cli.plan import day_of
from janji.kit.errors import Refused
from janji.kit.text import say


@click.command()
@click.argument("business")
@click.option("--plan", "plan_name", required=True)
@click.option("--effective")
@click.option("--author")
@click.option("--still-true", multiple=True)
def apply(
    business: str, plan_name: str, effective: str | None, author: str | None,
    still_true: tuple[str, ...],
) -> None:  # fmt: skip
    """Let the file of BUSINESS become its next version, as the plan PLAN said."""
    from janji.cli import opening
    from janji.policy.words import day_words
    from janji.vault import plans, versions
    from janji.vault.plan_words import refusal_words

    who, spoken = author or account(), language()
    with opening.house(connections=2, tells=False) as house:
        here, now = opening.named(house.businesses, business)[0], house.clock.now()
        today, day = house.today(here), day_of(effective)
        with house.act(here) as db:
            number = plans.apply(
                db, here, plan_name, author=who, now=now, today=today, on=day,
                still_true=still_true,
            )  # fmt: skip
            version = None if isinstance(number, Refused) else versions.one(db, number)
        if isinstance(number, Refused):
            click.echo(say("cli.apply.refused", spoken), err=True)
            click.echo(f"  ✗ {refusal_words(number, spoken)}", err=True)
        house.begin(here)
    if version is None:
        sys.exit(1)
    since = day_words(version.effective_on, spoken)
    click.echo(say("cli.apply.done", spoken, name=here.slug, number=version.number, author=who,
                   day=since))  # fmt: skip
    by = version.plan["notice_before"]
    if by and version.plan["people"]:
        channels = ", ".join(version.plan["channels"])
        words = day_words(day_of(by) or version.effective_on, spoken)
        click.echo(say("cli.apply.notice", spoken, by=words, channels=channels))
    if ending := version.plan["records"]:
        click.echo(say("cli.apply.reaches", spoken, n=ending, name=here.slug))


def account() -> str:
    """Who sits at this terminal, as the machine knows them."""
    return pwd.getpwuid(os.geteuid()).pw_name
