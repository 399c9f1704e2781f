"""janji settings: the files of a business as they and the desk say them together."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from janji.policy.business import Business

MARK = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
<image width="100" height="100" href="data:image/png;base64,{mark}"/>
</svg>
"""


@click.command()
@click.argument("business")
@click.option("--into", "files_into", type=click.Path(file_okay=False, path_type=Path))
def settings(business: str, files_into: Path | None) -> None:
    """Write business.yaml of BUSINESS with what its desk changed, comments kept, to the terminal.

    With a folder: every file that the desk changed, the look and the ready-made messages too.
    Nothing else is changed. Put them in their place and the desk's changes are the operator's own.
    """
    from janji.cli import opening
    from janji.cli.main import language
    from janji.kit.text import say
    from janji.vault import chosen

    with opening.house() as house:
        here = house.business(business)
        with house.act(here) as db:
            changes = chosen.values(chosen.parts(db))
    files = files_of(here, changes)
    if files_into is None:
        click.echo(files["business.yaml"], nl=False)
        more = ", ".join(sorted(set(files) - {"business.yaml"}))
        if more:
            click.echo(say("cli.settings_more", language(), files=more), err=True)
        return
    for name, words in files.items():
        path = files_into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
        click.echo(str(path))


def files_of(business: Business, changes: dict[str, Any]) -> dict[str, str]:
    """Name in the folder of the business → its text under *changes*; business.yaml always."""
    from janji.policy.brand import style_sheet
    from janji.policy.overlay import ASKS, LOOK

    found = {"business.yaml": written(business, changes)}
    if changes.get(ASKS) is not None:
        found["messages.yaml"] = asking(business, ask=changes[ASKS] == "yes")
    look = changes.get(LOOK) or {}
    if look.get("colour"):
        found["brand/brand.css"] = style_sheet(look["colour"])
    if look.get("mark"):
        found["brand/mark.svg"] = MARK.format(mark=look["mark"])
    return found


def asking(business: Business, *, ask: bool) -> str:
    """The text of messages.yaml that asks for satisfaction, or does not; its comments stay."""
    path = business.folder / "messages.yaml"
    tree = parsed(path) if path.exists() else {}
    tree["ask_satisfaction"] = ask
    return dumped(tree)


def written(here: Business, changes: dict[str, Any]) -> str:
    """The text of business.yaml with *changes* in their places; its comments stay."""
    from janji.policy.overlay import PLACES

    tree = parsed(here.folder / "business.yaml")
    for name, place in PLACES.items():
        if changes.get(name) is not None:
            put(tree, place, changes[name])
    return dumped(tree)


def yaml() -> Any:
    """What reads and writes YAML with its comments."""
    from ruamel.yaml import YAML

    made = YAML()
    made.preserve_quotes = True
    made.width = 120
    return made


def parsed(path: Path) -> Any:
    """The tree of a file, comments kept."""
    return yaml().load(path.read_text(encoding="utf-8"))


def dumped(tree: Any) -> str:
    """The text of a tree."""
    out = io.StringIO()
    yaml().dump(tree, out)
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
