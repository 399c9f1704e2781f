"""A fault told to the person at the terminal: what happened, what is safe, what to do.

No trace, and no words of an unknown fault: a database's message may quote what somebody wrote.
JANJI_TRACE=1 shows the trace to whoever looks for the cause.
"""

from __future__ import annotations

import errno
import os
import traceback

import click
from click.exceptions import NoArgsIsHelpError

from janji.kit.errors import JanjiError
from janji.kit.text import say

REFUSED, FAULT, STOPPED = 2, 70, 130
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
DISK_FULL = "53100"  # PostgreSQL's word for it


def tell(fault: Exception, language: str) -> int:
    """Say *fault* on stderr; return the exit code."""
    if os.environ.get("JANJI_TRACE"):
        traceback.print_exception(fault)
    if isinstance(fault, click.ClickException):
        return tell_click(fault, language)
    click.echo(sentence(fault, language), err=True)
    for problem in getattr(fault, "problems", ()):
        click.echo(problem.said(language), err=True)
    return REFUSED if isinstance(fault, JanjiError | OSError) else FAULT


def sentence(fault: Exception, language: str) -> str:
    """The fault as one sentence."""
    if isinstance(fault, JanjiError):
        return say(fault.code, language, **fault.values)
    if is_full(fault):
        return say("cli.disk_full", language)
    if isinstance(fault, OSError) and fault.filename is not None:
        return say("cli.file", language, file=fault.filename, reason=fault.strerror)
    place = traceback.extract_tb(fault.__traceback__)[-1:]
    where = f"{place[0].filename}:{place[0].lineno}" if place else "–"
    return say("cli.fault", language, kind=type(fault).__name__, where=where)


def is_full(fault: Exception) -> bool:
    """Whether there was no room on the disk, for a file of ours or for the database."""
    return (isinstance(fault, OSError) and fault.errno in NO_ROOM) or (
        getattr(fault, "sqlstate", None) == DISK_FULL
    )


def tell_click(fault: click.ClickException, language: str) -> int:
    """A command that was typed wrongly, in the reader's language, and where to read on."""
    click.echo(mistyped(fault, language), err=True)
    context = getattr(fault, "ctx", None)
    if context is not None and not isinstance(fault, NoArgsIsHelpError):
        click.echo(say("cli.see_help", language, command=context.command_path), err=True)
    return int(fault.exit_code)


def mistyped(fault: click.ClickException, language: str) -> str:
    """What is wrong with what was typed; never click's own words, which are English."""
    if isinstance(fault, click.NoSuchOption | click.BadOptionUsage):
        unknown = isinstance(fault, click.NoSuchOption)
        key = "cli.no_option" if unknown else "cli.mistyped.option_value"
        return say(key, language, option=fault.option_name)
    if isinstance(fault, click.BadParameter):
        return unfit(fault, language)
    if isinstance(fault, click.UsageError) and not isinstance(fault, NoArgsIsHelpError):
        return unwanted(fault.ctx, language)
    return fault.format_message()  # our own words, or the help of a group


def unfit(fault: click.BadParameter, language: str) -> str:
    """What is missing, or what is wrong with one option or argument."""
    param = fault.param
    what = "–" if param is None else param.opts[-1]
    if isinstance(param, click.Argument):
        what = param.human_readable_name.strip("[]")
    if isinstance(fault, click.MissingParameter):
        return say("cli.missing", language, what=what)
    kind = None if param is None else param.type
    reason = say("cli.mistyped.not_understood", language)
    if isinstance(kind, click.Choice):
        reason = say("cli.mistyped.not_among", language, choices=", ".join(kind.choices))
    elif isinstance(kind, click.Path | click.File):
        reason = say("cli.mistyped.no_such_file", language)
    return say("cli.not_fitting", language, what=what, reason=reason)


def unwanted(context: click.Context | None, language: str) -> str:
    """A word too many, or a group of commands whose part was not named."""
    group = None if context is None else context.command
    if isinstance(group, click.Group) and context is not None:
        names = ", ".join(group.list_commands(context))
        return say("cli.mistyped.no_subcommand", language, names=names)
    return say("cli.mistyped.too_many", language)
