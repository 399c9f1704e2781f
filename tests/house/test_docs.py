"""What the documents say is there, is there: commands, links, rooms, licences."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from janji.cli.main import COMMANDS, janji

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = HOUSE / "src" / "janji"
NOT_OURS = {".venv", "node_modules", ".git", ".pytest_cache"}
PASS_ON = {"test", "bench"}  # whatever follows goes to another program
SAID = re.compile(r"\./janji\s+([a-z][a-z-]*)([^\n`|#]*)")
OPTION = re.compile(r"(?<!\S)\[?(--?[a-z][a-z-]*)")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)


def documents() -> list[Path]:
    """Every Markdown file of the house."""
    found = HOUSE.rglob("*.md")
    return sorted(path for path in found if not NOT_OURS & set(path.relative_to(HOUSE).parts))


def unknown_commands(text: str) -> list[str]:
    """Commands and options that *text* names and `./janji` does not have."""
    wrong = []
    for name, rest in SAID.findall(text):
        if name not in COMMANDS:
            wrong.append(name)
        elif name not in PASS_ON:
            known = options(name)
            wrong += [f"{name} {one}" for one in OPTION.findall(rest) if one not in known]
    return wrong


def command_of(name: str) -> click.Command:
    """The command called *name*."""
    found = janji.get_command(click.Context(janji), name)
    assert found is not None
    return found


def visible() -> set[str]:
    """The commands that `./janji --help` shows."""
    return {name for name in COMMANDS if not command_of(name).hidden}


def options(name: str) -> set[str]:
    """Every option of a command, and of those under it."""
    command = command_of(name)
    under = command.commands.values() if isinstance(command, click.Group) else ()
    words = (word for each in (command, *under) for one in each.params for word in one.opts)
    return {"--help", "-h", *words}


def broken_links(text: str, home: Path) -> list[str]:
    """Relative links and pictures of *text*, lying in *home*, that lead nowhere."""
    targets = (target for target in LINK.findall(CODE.sub("", text)) if "://" not in target)
    return [target for target in targets if not leads_somewhere(target, home)]


def leads_somewhere(target: str, home: Path) -> bool:
    """Whether the file is there, and the heading in it."""
    name, _, place = target.partition("#")
    path = (home / name).resolve() if name else home
    if not path.exists():
        return False
    return not place or place in {slug(one) for one in HEADING.findall(path.read_text("utf-8"))}


def slug(heading: str) -> str:
    """A heading as it stands in an address."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def rooms_of_floors() -> set[str]:
    """The rooms as import-linter knows them."""
    floors = configparser.ConfigParser()
    floors.read(HOUSE / ".importlinter", encoding="utf-8")
    return set(re.findall(r"\w+", floors["importlinter:contract:floors"]["layers"]))


def rooms_of_table(text: str) -> list[str]:
    """The rooms of a table under the heading Rooms, in order."""
    part = text.partition("\n## Rooms\n")[2].partition("\n## ")[0]
    return re.findall(r"^\| \d+ \| `(\w+)` \|", part, re.MULTILINE)


def names_in_lock(text: str) -> Iterator[str]:
    """The packages of a lock file."""
    yield from re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE)


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_document_names_commands_that_exist_and_links_that_lead_somewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    assert unknown_commands(text) == []
    assert broken_links(text, path.parent) == []


def test_the_readme_tells_every_command_and_every_room() -> None:
    text = (HOUSE / "README.md").read_text("utf-8")
    told = {name for name, _ in SAID.findall(text)}
    assert sorted(visible() - told) == []
    table = rooms_of_table(text)
    assert len(table) == len(set(table))
    assert set(table) == rooms_of_floors()


def test_every_room_stands_on_a_floor_and_says_what_it_is() -> None:
    rooms = {path.parent.name: path for path in ROOMS.glob("*/__init__.py")}
    assert set(rooms) == rooms_of_floors()
    silent = [name for name, path in rooms.items() if not ast.get_docstring(parsed(path))]
    assert silent == []


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text("utf-8"))


def test_every_package_of_an_installation_is_named_with_its_licence() -> None:
    told = set(re.findall(r"[a-z0-9][a-z0-9.-]*", (HOUSE / "NOTICE").read_text("utf-8").lower()))
    locked = set(names_in_lock((HOUSE / "requirements.lock").read_text("utf-8")))
    assert len(locked) > 20
    assert sorted(name for name in locked if name.lower() not in told) == []


def test_a_planted_command_or_option_is_found() -> None:
    assert unknown_commands("Run `./janji demo --once`, then `./janji restore X --keep`.") == []
    planted = "`./janji conjure` or `./janji demo --twice`"
    assert unknown_commands(planted) == ["conjure", "demo --twice"]


def test_a_planted_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "here.md").write_text("# One word\n", "utf-8")
    fine = "[a](here.md) [b](here.md#one-word) [c](https://janji.example/x) ```[d](gone.md)```"
    assert broken_links(fine.replace("```", "\n```\n"), tmp_path) == []
    planted = "[a](gone.md) ![b](gone.png) [c](here.md#two)"
    assert broken_links(planted, tmp_path) == ["gone.md", "gone.png", "here.md#two"]


def test_a_planted_room_is_found() -> None:
    table = (
        "x\n## Rooms\n| floor | room |\n|---|---|\n| 2 | `attic` | dust |\n## More\n| 1 | `shed` |"
    )
    assert rooms_of_table(table) == ["attic"]
    assert "attic" not in rooms_of_floors()
