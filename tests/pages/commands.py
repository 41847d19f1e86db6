"""The commands of a page, and how they are run as its reader runs them: one after the other, in one folder.

Each line of a ```bash block is a command, and in a ```console block each that begins with `$ ` (the others are what it
answers). Above a block may stand, in a comment that no reader sees:

- `<!-- not run: why -->`: it cannot be run here;
- `<!-- file: name -->`: it is this file, which is there before the first command (so is a block that is no command
  and begins with `# name.ending`);
- `<!-- edit: name -->`: it is a change of this file, as a diff.

A page with `<!-- in a copy of the repository -->` is followed in one, and its commands are those of the copy.

`   # exits with 1` after a command is its exit code, else that is 0. What is dear is run small: a `dunbox run` that
names no story plays one. `dunbox serve` serves at a free port from there on, and calls to the port of the page go to
that one. `make` is asked what it would do.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from pathlib import Path
from unittest.mock import patch

from conformance.cli import COMMANDS, dunbox, exit_code_of
from tests.architecture.source import ROOT

STORY = "ropo/paid-in-time"
PORT = "http://127.0.0.1:8000"
SECONDS = 600

_FENCE = re.compile(
    r"(?:^<!-- (?P<word>not run|file|edit): (?P<said>.*?) -->\n+)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.M | re.S,
)
_NAMED = re.compile(r"# ([\w./-]+\.\w+)\n")
_SETS = re.compile(r"[A-Z_]+=")
_SHELLS = ("bash", "console", "sh", "shell")
_EXITS = re.compile(r"\s+# exits with (\d)$")
_IN_A_COPY = "<!-- in a copy of the repository -->"
_COPIED = ("simulator", "conformance", "specs", "scenarios", "pages", "docs")
_READY = "A line a request follows; stop with Ctrl-C.\n"
# Programs of the reader's own that pages speak of: here they are the bundled client.
_READERS_OWN = ("erp", "erp-new")


@dataclass(frozen=True, slots=True)
class Command:
    """A command with the exit code that its page promises; `reason` says why it is not run, and is empty if it is."""

    line: str
    exits: int
    reason: str

    @property
    def words(self) -> list[str]:
        """Its words, as a shell takes them, without what it sets in the environment."""
        return list(dropwhile(_SETS.match, shlex.split(self.line, comments=True)))

    @property
    def environment(self) -> dict[str, str]:
        """What it sets in the environment, before its first word."""
        said = takewhile(_SETS.match, shlex.split(self.line, comments=True))
        return dict(word.split("=", 1) for word in said)

    @property
    def program(self) -> str:
        """What is run, without the folder of the checkout's own environment."""
        return self.words[0].removeprefix(".venv/bin/")


def pages() -> list[str]:
    """Every page that people read, by its name in the repository."""
    named = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "scenarios/README.md"]
    found = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    return [*named, *sorted(str(path.relative_to(ROOT)) for path in found)]


def commands(page: str) -> list[Command]:
    """The commands of a page, in its order."""
    return list(_commands((ROOT / page).read_text(encoding="utf-8")))


def files(page: str) -> dict[str, str]:
    """The files that a page has its reader save."""
    blocks = _FENCE.finditer((ROOT / page).read_text(encoding="utf-8"))
    return {name: each["text"] for each in blocks if (name := _file(each))}


def _file(block: re.Match[str]) -> str:
    """The name of the file that a block is, or nothing."""
    named = None if block["kind"] in _SHELLS else _NAMED.match(block["text"])
    return block["said"] if block["word"] == "file" else named[1] if named else ""


def _commands(text: str) -> Iterator[Command]:
    for block in _FENCE.finditer(text):
        if block["kind"] in _SHELLS:
            reason = block["said"] if block["word"] == "not run" else ""
            lines = block["text"].replace("\\\n", " ").splitlines()
            prompt = "$ " if block["kind"] == "console" else ""
            for line in (each for each in lines if each.strip() and each.startswith(prompt)):
                told = _EXITS.search(line)
                yield Command(_EXITS.sub("", line.removeprefix(prompt)), int(told[1]) if told else 0, reason)


def edits(page: str) -> dict[str, str]:
    """The changes of files of the repository that a page has its reader make, as diffs."""
    blocks = _FENCE.finditer((ROOT / page).read_text(encoding="utf-8"))
    return {each["said"]: each["text"] for each in blocks if each["word"] == "edit"}


def edited(text: str, diff: str) -> str:
    """A text after a change. Raises ValueError if what is to be changed stands there never, or twice."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    if text.count(before) != 1:
        raise ValueError(f"stands there {text.count(before)} times: {before}")
    return text.replace(before, after)


class Reader:
    """Somebody who does what a page says, in a folder of its own."""

    def __init__(self, page: str, folder: Path, stack: ExitStack) -> None:
        self._folder = folder
        self._copy = _IN_A_COPY in (ROOT / page).read_text(encoding="utf-8")
        self._stack = stack
        self._servers = stack.enter_context(ExitStack())
        self._address = ""
        self._home = folder if self._copy else ROOT
        for name in _READERS_OWN:
            program = folder / name
            program.write_text(
                f"#!/bin/sh\nexec {sys.executable} -m conformance.clients.reference\n", "utf-8"
            )
            program.chmod(0o755)
        for name in _COPIED if self._copy else ():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name, diff in edits(page).items():
            path = folder / name
            path.write_text(edited(path.read_text(encoding="utf-8"), diff), encoding="utf-8")
        self.save(files(page))

    def save(self, saved: Mapping[str, str]) -> None:
        """Save files."""
        for name, text in saved.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def does(self, command: Command) -> int:
        """Run a command, and answer its exit code."""
        words = command.words
        if command.program == "make":
            return self._calls(["make", "-n", "-C", str(ROOT), *words[1:]])
        if command.program != "dunbox":
            return self._calls(words)
        if self._copy:
            return self._calls([sys.executable, "-m", "conformance.cli", *smaller(words[1:])])
        if words[1] == "serve":
            return self._serves(words[2:])
        if words[1] == "doctor" or "--db" in words:
            self._stop()  # as its reader does: a store is looked at when nobody serves it
        with patch.dict(os.environ, command.environment):
            return exit_code_of(smaller([word.replace(PORT, self._address or PORT) for word in words[1:]]))

    def _stop(self) -> None:
        self._servers.close()
        self._address = ""

    def _serves(self, options: list[str]) -> int:
        self._servers.close()
        self._address = self._servers.enter_context(served(self._folder, options))
        return 0

    def _calls(self, words: list[str]) -> int:
        if words[0] in ("curl", "python") and not self._address and any(PORT in word for word in words):
            self._serves([])
        words = [word.replace(PORT, self._address) for word in words]
        words += ["--fail-with-body", "--silent"] if words[0] == "curl" else []
        done = subprocess.run(
            words,
            cwd=self._folder,
            env={**os.environ, "DUNBOX": self._address or PORT, "PYTHONPATH": str(self._home)},
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=SECONDS,
        )
        sys.stdout.write(done.stdout)
        sys.stderr.write(done.stderr)
        return done.returncode


def smaller(words: list[str]) -> list[str]:
    """The arguments of a `dunbox` command, for one story and in one process."""
    if words[0] != "run":
        return words
    context = dunbox.get_command(None, "run").make_context("run", list(words[1:]))  # type: ignore[arg-type, union-attr]
    return [*words, *([] if context.params["selectors"] else [STORY]), "--jobs", "1"]


def understood(command: Command) -> bool:
    """Whether a `dunbox` command that is not run would be: it exists, and takes these words."""
    _, name, *words = command.words
    return name in COMMANDS and exit_code_of([name, *words, "--help"]) == 0


@contextmanager
def served(folder: Path, options: list[str]) -> Iterator[str]:
    """The address at which `dunbox serve` serves with these options, as long as it does."""
    program = "from conformance.cli import main; main()"
    arguments = [sys.executable, "-c", program, "serve", "--port", "0", *options]
    with subprocess.Popen(
        arguments,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = list(iter(process.stdout.readline, _READY))
        assert any("client_secret" in line for line in said)
        yield said[0].removeprefix("dunbox serves ").strip()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == 0, errors
        assert errors == ""
