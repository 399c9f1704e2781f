"""The command line: one group, each command in a module of its own, loaded when it is asked for.

Errors say what happened, what is safe and what to do, in the reader's language (JANJI_LANGUAGE,
else LANG; Indonesian unless it says English).
"""

from __future__ import annotations

import importlib
import os
import sys

import click

from janji.cli import trouble
from janji.cli.overview import LISTED, overview
from janji.cli.spoken import HELP_NAMES, spoken
from janji.kit.errors import JanjiError

COMMANDS = {
    "demo": "play",
    "run": "run",
    "prepare": "run",
    "stop-database": "run",
    "web": "run",
    "work": "run",
    "test": "develop",
    "bench": "develop",
    "lint": "develop",
    "prove": "prove",
    "promises": "policies",
    "check": "check",
    "plan": "plan",
    "apply": "apply",
    "register": "register",
    "new": "new",
    "explain": "explain",
    "ask": "ask",
    "answers": "answers",
    "doctor": "doctor",
    "backup": "backups",
    "restore": "backups",
    "export-ledger": "prove",
    "staff": "staff",
    "settings": "settings_file",
    "provider": "provider",
}


def language() -> str:
    """The language of the person at the terminal."""
    told = os.environ.get("JANJI_LANGUAGE") or os.environ.get("LANG") or "id"
    return "en" if told.lower().startswith("en") else "id"


class Lazy(click.Group):
    """A group whose commands are imported only when used: `janji ask` loads no web server."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Every command, as typed."""
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command called *name*, described in the reader's language."""
        if name not in COMMANDS:
            from difflib import get_close_matches  # only for a slip of the fingers

            near = get_close_matches(name, LISTED, n=1)
            raise JanjiError("cli.no_command" if not near else "cli.near_command", name=name,
                             near=near[0] if near else "")  # fmt: skip
        module = importlib.import_module(f"janji.cli.{COMMANDS[name]}")
        found: click.Command = getattr(module, name.replace("-", "_"))
        return spoken(found, name.replace("-", "_"), language())

    def format_help(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview instead of a bare list."""
        formatter.write(overview(language()) + "\n")


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": HELP_NAMES},
    invoke_without_command=True,
)
@click.pass_context
def janji(ctx: click.Context) -> None:
    """Janji keeps every promise of a privacy policy, and proves it."""
    if ctx.invoked_subcommand is None:
        click.echo(overview(language()))


def main() -> None:
    """Run a command; a fault is told in plain words, never as a trace."""
    try:
        janji(prog_name="./janji", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(trouble.STOPPED)
    except BrokenPipeError:  # whoever read us has read enough: `./janji prove | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(trouble.STOPPED)
    except Exception as fault:  # noqa: BLE001 - the last one to hear it: tells it, and ends
        sys.exit(trouble.tell(fault, language()))
