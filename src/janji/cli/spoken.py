"""Help in the reader's language: what click would say in English, said from text.toml.

A command names its options and arguments in Python, and nothing else: its purpose stands under
[cli.help], what an option or argument is for under [cli.param], how it is called under [cli.word].
"""

from __future__ import annotations

import click

from janji.kit.text import say, sentences

HEADINGS = {"Options": "options", "Commands": "commands", "Positional arguments": "arguments"}
HELP_NAMES = ["-h", "--help"]


def spoken(command: click.Command, path: str, language: str) -> click.Command:
    """*command*, known as *path* ("staff_add"), and all below it, made to speak *language*.

    Raises: JanjiError kit.text_missing for a command, option or argument without words.
    """
    command.context_class = contexts(language)
    command.help = say(f"cli.help.{path}", language)
    command.options_metavar = say("cli.usage.some_options", language)
    command.add_help_option = False
    if not any(set(one.opts) & set(HELP_NAMES) for one in command.params):
        command.params.append(help_option())
    for one in command.params:
        named(one, path, language)
    if isinstance(command, click.Group):
        command.subcommand_metavar = say("cli.usage.some_command", language)
        for name, below in command.commands.items():
            spoken(below, f"{path}_{name}", language)
    return command


def help_option() -> click.Option:
    """The option that shows the help of its command and ends."""
    return click.Option(
        HELP_NAMES, is_flag=True, is_eager=True, expose_value=False, callback=show_help
    )


def show_help(ctx: click.Context, _param: click.Parameter, asked: bool) -> None:
    """Print the help and end, when it was *asked* for."""
    if asked and not ctx.resilient_parsing:
        click.echo(ctx.get_help())
        ctx.exit()


def named(param: click.Parameter, path: str, language: str) -> None:
    """Give one option or argument its name and its purpose in *language*."""
    own = f"cli.param.{path}_{param.name}"
    key = own if own in sentences("cli") else f"cli.param.{param.name}"
    choices = ", ".join(getattr(param.type, "choices", ()))
    if isinstance(param, click.Option):
        param.help = say(key, language, choices=choices)
        if not param.is_flag:
            param.metavar = say(f"cli.word.{param.name}", language)
    elif isinstance(param, click.Argument):
        param.help = say(key, language, choices=choices)
        word = say(f"cli.word.{param.name}", language)
        param.metavar = word if param.required or param.nargs != 1 else f"[{word}]"


def contexts(language: str) -> type[click.Context]:
    """A click context whose pages have their headings in *language*."""

    class Page(click.HelpFormatter):
        """A page of help."""

        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            """How the command is typed."""
            super().write_usage(prog, args, prefix or f"{say('cli.usage.usage', language)} ")

        def write_heading(self, heading: str) -> None:
            """The heading of a part."""
            super().write_heading(say(f"cli.usage.{HEADINGS[heading]}", language))

    class Spoken(click.Context):
        """A context that makes such pages."""

        formatter_class = Page

    return Spoken
