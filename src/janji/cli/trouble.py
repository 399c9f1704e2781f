"""A fault told to the person at the terminal: what happened, what is safe, what to do.

No trace, and no words of an unknown fault: a database's message may quote what somebody wrote.
JANJI_TRACE=1 shows the trace to whoever looks for the cause.
"""

from __future__ import annotations

import os
import traceback

import click

from janji.kit.errors import JanjiError
from janji.kit.text import say

REFUSED, FAULT, STOPPED = 2, 70, 130


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
    if isinstance(fault, OSError) and fault.filename is not None:
        return say("cli.file", language, file=fault.filename, reason=fault.strerror)
    place = traceback.extract_tb(fault.__traceback__)[-1:]
    where = f"{place[0].filename}:{place[0].lineno}" if place else "–"
    return say("cli.fault", language, kind=type(fault).__name__, where=where)


def tell_click(fault: click.ClickException, language: str) -> int:
    """A command that was typed wrongly, in the reader's language, and where to read on."""
    click.echo(mistyped(fault, language), err=True)
    context = getattr(fault, "ctx", None)
    if context is not None:
        click.echo(say("cli.see_help", language, command=context.command_path), err=True)
    return int(fault.exit_code)


def mistyped(fault: click.ClickException, language: str) -> str:
    """What is wrong with what was typed."""
    if isinstance(fault, click.NoSuchOption):
        return say("cli.no_option", language, option=fault.option_name)
    if isinstance(fault, click.MissingParameter) and fault.param is not None:
        return say("cli.missing", language, what=fault.param.human_readable_name)
    if isinstance(fault, click.BadParameter) and fault.param is not None:
        what = fault.param.human_readable_name
        return say("cli.not_fitting", language, what=what, reason=fault.message)
    return fault.format_message()
