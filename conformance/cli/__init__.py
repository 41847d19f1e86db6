"""The command line: `dunbox COMMAND …`, one file a command, imported when it is called.

Every command exits with the highest code that fits: 3 for an error of dunbox's own; 2 for a wrong command line or
configuration, or if nothing was judged; 1 if the client failed a check; 0 if all is well. An interrupt (SIGINT) exits
with 130, the request to end (SIGTERM) with 143; either ends the clients too, and leaves no temporary files.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module

import click

from conformance import __version__
from conformance.stopping import unwind_at

HARNESS_ERRED, WRONG_USAGE, CLIENT_FAILED, ALL_WELL = 3, 2, 1, 0
INTERRUPTED, TERMINATED = 130, 143

# Each command's line in `dunbox --help`, so that the help need not import them.
# A module must not be named like a builtin that this one uses: it would stand in its place.
MODULES = {"list": "listing", "export": "exporting", "import": "importing"}
COMMANDS = {
    "serve": "run the simulator as a server",
    "doctor": "verify a store: its file, logs, ledgers, agendas and snapshots",
    "export": "write sandboxes of a store or a server as archives",
    "import": "restore archives into a store or a server",
    "run": "play scenarios with a client, and judge it",
    "new": "ask a few questions, and write a first scenario that passes",
    "watch": "play scenario files at every save, and show the timeline and the verdict",
    "list": "scenarios, checks, providers, wrong clients, named assumptions",
    "rules": "every rule: simulated by, exercised by, checked by, proven by",
    "explain": "a check, rule, wrong client or assumption: its words, its source, an example of right and of wrong",
    "selftest": "run every wrong client; show which check caught which",
    "explore": "look for a story that breaks a client; shrink it; write it as a scenario file",
    "judge": "judge recorded traces, and HAR files of any client",
    "replay": "show a kept scenario step by step; play it again with a new build of the client",
    "drift": "compare a provider's current OpenAPI document with what dunbox knows",
    "lint": "scenario files: every mistake, with its line and column",
    "schema": "the JSON Schemas: scenario, trace, result",
    "bench": "the speed figures, with their commands",
}


class Terminated(BaseException):
    """The process was asked to end (SIGTERM): all that it holds is let go of, as after an interrupt."""


class Trouble(click.ClickException):
    """Something that the user asked for cannot be done: a message, and exit code 2."""

    exit_code = WRONG_USAGE


class Commands(click.Group):
    """A group that imports the module of a command when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Answer the names of the commands, in the order of their help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Answer the command of this name, or None if there is none."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{MODULES.get(name, name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments begin with; for an unknown one say which there are."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise click.UsageError(f"there is no command {args[0]!r}; there are: {', '.join(COMMANDS)}", ctx)
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and command is not None:
            from conformance.cli.settings import settings_of

            ctx.default_map = {name: settings_of(command, name)}
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dunbox", message="%(prog)s %(version)s")
def dunbox() -> None:
    """A sandbox for dunning: simulated debt-collection services, and a judge for their clients."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code; `arguments` are those of the process if left out."""
    heard = [signal.SIGTERM]
    if (
        signal.getsignal(signal.SIGINT) is signal.default_int_handler
    ):  # else whoever started us wants it ignored
        heard.append(signal.SIGINT)
    unwind_at(heard, lambda number: Terminated() if number == signal.SIGTERM else KeyboardInterrupt())
    sys.exit(exit_code_of(arguments))


def exit_code_of(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; answer its exit code. What was unexpected is told in one line on stderr."""
    given = None if arguments is None else list(arguments)
    return code_of(lambda: dunbox.main(given, "dunbox", standalone_mode=False))


def code_of(work: Callable[[], object]) -> int:
    """Do what a process is there for; answer its exit code, as `exit_code_of` does."""
    try:
        code = work()
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("dunbox: interrupted", err=True)
        return INTERRUPTED
    except Terminated:
        click.echo("dunbox: terminated", err=True)
        return TERMINATED
    except BrokenPipeError:
        return _reader_left()
    except Exception as error:  # noqa: BLE001 - whatever it is: the user gets a line and a code, not a traceback
        return _defect(error)
    return code if isinstance(code, int) else ALL_WELL


def _reader_left() -> int:
    """Whoever read our output (a pager, `head`) has gone: nothing is wrong, and nothing more can be said."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ALL_WELL


def _defect(error: Exception) -> int:
    if os.environ.get("DUNBOX_DEBUG"):
        traceback.print_exc()
    said = " ".join(str(error).split())[:300]
    hint = "a defect of dunbox, not of your client; DUNBOX_DEBUG=1 shows where"
    click.echo(f"dunbox: {type(error).__name__}{f': {said}' if said else ''} ({hint})", err=True)
    return HARNESS_ERRED
