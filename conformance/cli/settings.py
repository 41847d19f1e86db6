"""Options that do not stand on the command line: in the environment, or in `dunbox.toml` of the current folder.

    [run]                                  DUNBOX_RUN_CLIENT='./erp --driver'
    client = "./erp --driver"              DUNBOX_RUN_PROVIDER='ropo kravia'
    provider = ["ropo", "kravia"]          DUNBOX_RUN_FAIL_FAST=true
    fail-fast = true

A table or a variable is named for its command, and a key in it for its option. The command line comes before the
environment, the environment before the file. In a variable an option that can be given more than once has its values
like words in a shell; one that is empty says nothing.
"""

from __future__ import annotations

import os
import shlex
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from conformance.cli import COMMANDS, Trouble

FILE = Path("dunbox.toml")


def settings_of(command: click.Command, name: str) -> dict[str, Any]:
    """What the environment and the file say of a command, by its parameters' names: what click calls a default map.

    Raises Trouble for what cannot be used, with its place and what would be right.
    """
    parameters = dict(_parameters(command))
    found = {}
    for place, key, value in (*_of_file(name, parameters), *_of_environment(name, parameters)):
        parameter = parameters[key]
        try:
            parameter.type_cast_value(click.Context(command), value)
        except click.BadParameter as error:
            raise Trouble(f"{place}: {error.message}") from None
        found[str(parameter.name)] = value
    return found


def overruled(*rivals: str) -> set[str]:
    """Of options of which one alone may be given: those that are set, if the command line has another of them."""
    context = click.get_current_context(silent=True)
    if context is None:  # no command line: nothing is set beside it
        return set()
    said = {name: context.get_parameter_source(name) for name in rivals}
    if ParameterSource.COMMANDLINE not in said.values():
        return set()
    return {name for name, source in said.items() if source is ParameterSource.DEFAULT_MAP}


def _parameters(command: click.Command) -> Iterator[tuple[str, click.Parameter]]:
    """What can be set, by the key that it has in the file: every option, and what may follow them in any number."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.is_eager:
            yield max(parameter.opts, key=len).removeprefix("--"), parameter
        elif isinstance(parameter, click.Argument) and parameter.nargs == -1:
            yield str(parameter.name), parameter


def _is_several(parameter: click.Parameter) -> bool:
    return parameter.multiple or parameter.nargs == -1


# --- the environment ----------------------------------------------------------------------------------------


def _of_environment(name: str, parameters: Mapping[str, click.Parameter]) -> Iterator[tuple[str, str, Any]]:
    keys = {_variable(name, key): key for key in parameters}
    for variable, text in os.environ.items():
        if not variable.startswith(_variable(name, "")) or not text.strip():
            continue
        if variable not in keys:
            raise Trouble(f"{variable}: `dunbox {name}` has no such option{_near(variable, keys)}")
        key = keys[variable]
        yield variable, key, _words(variable, text.strip()) if _is_several(parameters[key]) else text.strip()


def _variable(name: str, key: str) -> str:
    return f"DUNBOX_{name}_{key}".replace("-", "_").upper()


def _words(variable: str, text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise Trouble(f"{variable}={text!r} cannot be split into words: {error}") from None


# --- the file -----------------------------------------------------------------------------------------------


def _of_file(name: str, parameters: Mapping[str, click.Parameter]) -> Iterator[tuple[str, str, Any]]:
    table = _tables().get(name, {})
    for key, value in table.items():
        place = f"{FILE}: [{name}] {key}"
        if key not in parameters:
            raise Trouble(f"{place}: `dunbox {name}` has no such option{_near(key, parameters)}")
        yield place, key, _written(place, value, parameters[key])


def _tables() -> Mapping[str, Mapping[str, Any]]:
    """The file's tables by their commands; none if there is no such file."""
    try:
        found = tomllib.loads(FILE.read_bytes().decode())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Trouble(f"{FILE} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise Trouble(f"{FILE} is not TOML: {error}") from None
    for name, table in found.items():
        if name not in COMMANDS:
            raise Trouble(f"{FILE}: there is no command {name!r}{_near(name, COMMANDS)}")
        if not isinstance(table, dict):
            raise Trouble(f"{FILE}: {name} is no table; write [{name}], and below it the command's options")
    return found


def _near(name: str, known: Iterable[str]) -> str:
    from conformance.scenario.problems import nearest  # the language of stories, which is dear to import

    near = nearest(name, known)
    return f"; did you mean {near!r}?" if near else f"; there are: {', '.join(known)}"


def _written(place: str, value: Any, parameter: click.Parameter) -> Any:
    """A value, if it is written as its option is: a number, true or false, a text, or a list of texts."""
    if _is_several(parameter):
        values = value if isinstance(value, list) else [value]
        return [_one(place, one, parameter) for one in values]
    return _one(place, value, parameter)


def _one(place: str, value: Any, parameter: click.Parameter) -> Any:
    if isinstance(parameter.type, click.types.BoolParamType):
        fits, right = isinstance(value, bool), "write true or false"
    elif isinstance(parameter.type, click.types.IntParamType):
        fits, right = isinstance(value, int) and not isinstance(value, bool), "write a whole number"
    elif isinstance(parameter.type, click.types.FloatParamType):
        fits, right = isinstance(value, int | float) and not isinstance(value, bool), "write a number"
    else:
        fits, right = isinstance(value, str), "write it as a text, in quotes"
    if not fits:
        several = ", or a list of such" if _is_several(parameter) else ""
        raise Trouble(f"{place} = {_told(value)}: {right}{several}")
    return value


def _told(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
