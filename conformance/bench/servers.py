"""The servers that are compared, each a process on a free port of this machine."""

from __future__ import annotations

import http.client
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from conformance.bench import NotMeasured, ours
from conformance.stopwatch import Deadline, Stopwatch, processor_seconds_of

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
        """How much memory it has in use, with all that it has started; None where the system does not tell."""
        sizes = [_memory(each) for each in self._processes()]
        return round(sum(sizes) / 1024, 1) if sizes else None

    def processor_seconds(self) -> float:
        """How long a processor has worked for it and for all that it has started; 0 where the system does not tell."""
        return sum(processor_seconds_of(int(each.name)) for each in self._processes())

    def _processes(self) -> list[Path]:
        """Its process, and those that it has started, where the system shows them."""
        return [each for each in Path("/proc").glob("[0-9]*") if _group(each) == self.process.pid]


def _group(process: Path) -> int | None:
    """The group of a process, or None if it has ended."""
    with suppress(OSError):
        return int(
            (process / "stat").read_text("utf-8").rpartition(") ")[2].split()[2]
        )  # its name may have spaces
    return None


def _memory(process: Path) -> int:
    """The KiB that a process has in use; none if it has ended."""
    with suppress(OSError, KeyError):
        status = (process / "status").read_text("utf-8").splitlines()
        sizes = dict(line.split(":", 1) for line in status if ":" in line)
        return int(sizes["VmRSS"].split()[0])
    return 0


def dunbox(store: str, *options: str, name: str = "dunbox") -> Program:
    """`dunbox serve` as anybody starts it, on a store."""
    serve = (sys.executable, "-c", _SERVE, "serve", "--port", "{port}", "--db", store, *options)
    return Program(name, serve)


def constant() -> Program:
    """A server that answers one and the same: how much the load could be, at the most."""
    return Program("constant", (sys.executable, "-m", "conformance.bench.constant", "{port}"))


def constant_in_uvicorn() -> Program:
    """The same in uvicorn, set as `dunbox serve` has it: what the server that dunbox runs in does at the most."""
    options = ("--lifespan", "off", "--log-level", "error", "--no-access-log")
    quiet = ("--no-server-header", "--no-date-header")
    words = ("-m", "uvicorn", "conformance.bench.constant:application", "--port", "{port}", *options, *quiet)
    return Program("uvicorn", (sys.executable, *words))


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
        with subprocess.Popen(  # noqa: S603 - as asked for
            command, env=ours(), stdout=file, stderr=file, start_new_session=True
        ) as process:
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
    """End a server with all that it has started: some are begun by a program that only starts another."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(_LONGEST_END)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
