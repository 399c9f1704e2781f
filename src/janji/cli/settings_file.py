"""janji settings: business.yaml as the file and the desk say it together."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from janji.policy.business import Business


@click.command()
@click.argument("business")
def settings(business: str) -> None:
    """Write business.yaml of BUSINESS with what its desk changed, comments kept, to the terminal.

    Nothing is changed. Put it in the file's place and the desk's changes are the operator's own.
    """
    from janji.cli import opening
    from janji.vault import chosen

    with opening.house() as house:
        here = house.business(business)
        with house.act(here) as db:
            changes = chosen.values(chosen.parts(db))
    click.echo(written(here, changes), nl=False)


def written(here: Business, changes: dict[str, Any]) -> str:
    """The text of business.yaml with *changes* in their places; its comments stay."""
    from ruamel.yaml import YAML

    from janji.policy.overlay import PLACES

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    tree = yaml.load((here.folder / "business.yaml").read_text(encoding="utf-8"))
    for name, place in PLACES.items():
        if changes.get(name) is not None:
            put(tree, place, changes[name])
    out = io.StringIO()
    yaml.dump(tree, out)
    return out.getvalue()


def put(tree: Any, place: tuple[str, ...], value: Any) -> None:
    """Set what stands at *place*; of a mapping only the parts that differ, so comments stay."""
    part = tree
    for step in place[:-1]:
        part = part[step]
    if not isinstance(value, dict):
        part[place[-1]] = value
        return
    for name, inner in value.items():
        if part[place[-1]].get(name) != inner:
            part[place[-1]][name] = inner
