"""The servers that are compared, each a process on a free port of this machine."""

from __future__ import annotations

import http.client
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from conformance.bench import NotMeasured, ours
from conformance.stopwatch import Deadline, Stopwatch

_SERVE = "from conformance.cli import main; main()"
_LONGEST_START = 60
_LONGEST_END = 10
_BETWEEN_LOOKS = 0.005


@dataclass(frozen=True, slots=True)
class Program:
    """A server that can be started: its name, and its command, in which `{port}` stands for the port."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Started:
    """A server that runs, and how many seconds after its start it first answered."""

    name: str
    process: subprocess.Popen[bytes]
    port: int
    seconds: float

    @property
    def host(self) -> str:
        """What calls of it have as their host."""
        return f"127.0.0.1:{self.port}"

    def memory_mib(self) -> float | None:
        """How much memory it has in use, or None where the system does not tell."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return None
        sizes = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines() if ":" in line)
        return round(int(sizes["VmRSS"].split()[0]) / 1024, 1)


def dunbox(store: str, *options: str, name: str = "dunbox") -> Program:
    """`dunbox serve` as anybody starts it, on a store."""
    serve = (sys.executable, "-c", _SERVE, "serve", "--port", "{port}", "--db", store, *options)
    return Program(name, serve)


def constant() -> Program:
    """A server that answers one and the same: how much the load could be, at the most."""
    return Program("constant", (sys.executable, "-m", "conformance.bench.constant", "{port}"))


def found(command: str, arguments: Sequence[str]) -> tuple[str, ...] | None:
    """A program's command with these arguments, or None where it is not installed."""
    words = shlex.split(command)
    return (*words, *arguments) if words and shutil.which(words[0]) else None


@contextmanager
def running(program: Program, folder: Path) -> Iterator[Started]:
    """A server, from its first answer on. What it says goes into a file of the folder; raises `NotMeasured`."""
    port = _free_port()
    command = [word.replace("{port}", str(port)) for word in program.command]
    said = folder / f"{program.name}.txt"
    with said.open("wb") as file:
        watch = Stopwatch()
        with subprocess.Popen(command, env=ours(), stdout=file, stderr=file) as process:  # noqa: S603 - as asked for
            try:
                _await_answer(program, process, port, said)
                yield Started(program.name, process, port, watch.seconds())
            finally:
                _end(process)


def _free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        port: int = made.getsockname()[1]
        return port


def _await_answer(program: Program, process: subprocess.Popen[bytes], port: int, said: Path) -> None:
    deadline = Deadline(_LONGEST_START)
    while not _answers(port):
        if process.poll() is not None or deadline.passed():
            how = f"ended with code {process.returncode}" if process.poll() is not None else "does not answer"
            last = said.read_text("utf-8", "replace").strip().splitlines()[-1:]
            raise NotMeasured(f"{program.name} {how}; its last words: {''.join(last) or 'none'}")
        Event().wait(_BETWEEN_LOOKS)


def _answers(port: int) -> bool:
    """Whether anything is answered, were it a refusal."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_LONGEST_START)
    try:
        connection.request("GET", "/")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_LONGEST_END)
    except subprocess.TimeoutExpired:
        process.kill()
