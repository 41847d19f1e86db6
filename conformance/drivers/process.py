"""A client that is a process: one JSON object a line on its stdin and stdout; stderr is kept as evidence.

It is started without a shell in a process group of its own, and whatever it does, a call ends: all three
pipes are served at once, so that none can fill up and stop the others.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import selectors
import signal
import subprocess
from collections.abc import Mapping, Sequence
from typing import IO, Any

from conformance.drivers.descendants import MARK, end_descendants, fresh_mark
from conformance.drivers.errors import LINE_LIMIT, DriverError, shortened, too_long
from conformance.drivers.registry import START_SECONDS, driver
from conformance.stopwatch import Deadline

EVIDENCE_LIMIT = 64 * 1024
_CHUNK = 64 * 1024
# How often a process is looked after whose pipes a descendant still holds open.
_LOOK_SECONDS = 0.2
# How long a process that closed its stdout may take to end, before it counts as one that goes on without it.
_EXIT_SECONDS = 1.0


@driver("process")
class ProcessDriver:
    """Drives the process that `argv` starts. To start one takes no time that could be bounded.

    Its environment is ours, with what `environment` adds or changes, and a mark by which what it starts is found.
    """

    def __init__(
        self,
        argv: Sequence[str],
        _seconds: float = START_SECONDS,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._mark = fresh_mark()
        self._process = _started(argv, {**os.environ, **(environment or {}), MARK: self._mark})
        self._name = shortened(argv[0], 80)
        self._in, self._out, self._err = _pipes(self._process)
        self._words = bytearray()
        self._log = bytearray()
        self._unsent = memoryview(b"")
        self._ended = False
        self._selector = selectors.DefaultSelector()
        for pipe in (self._in, self._out, self._err):
            os.set_blocking(pipe.fileno(), False)
        for pipe in (self._out, self._err):
            self._selector.register(pipe, selectors.EVENT_READ)

    def call(self, request: Mapping[str, Any], seconds: float) -> Any:
        """The next line that the client writes after reading the request, as JSON."""
        asked = f"{request['op']} (id {request['id']})"
        self._must_be_quiet(asked)
        self._unsent = memoryview(json.dumps(request, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        self._write()
        if self._unsent:  # more than the pipe holds
            self._selector.register(self._in, selectors.EVENT_WRITE)
        try:
            line = self._line(Deadline(seconds), asked)
        finally:
            if not self._ended and self._in in self._selector.get_map():
                self._selector.unregister(self._in)
        if self._unsent:
            raise self._error(
                "wrong", f"the client replied to {asked} before it had read the request to its end"
            )
        return _read(line, asked, self.stderr())

    def close(self, seconds: float) -> None:
        """Close its stdin and wait for its end; kill what is left of its process group."""
        deadline = Deadline(seconds)
        with contextlib.suppress(OSError):
            self._in.close()
        try:
            while not self._gone():
                if deadline.passed():
                    sentence = (
                        f"the client still ran {seconds:g} s after its reply to bye; it has to exit then"
                    )
                    raise DriverError("lingers", sentence, stderr=self.stderr())
                self._serve(deadline)
                self._words.clear()  # nothing is asked any more
        finally:
            self.kill()

    def kill(self) -> None:
        """Kill its process group, and what has left that; close all pipes."""
        if self._ended:
            return
        self._ended = True
        # Its descendants are in the group too, and may outlive it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        end_descendants(self._mark)
        with contextlib.suppress(OSError):
            self._drain()
        self._selector.close()
        for pipe in (self._in, self._out, self._err):
            with contextlib.suppress(OSError):
                pipe.close()

    def strike(self) -> None:
        """Kill its process group, and leave all else to whoever waits for its reply."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):  # the other thread may have seen its end already
            os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)

    def stderr(self) -> str:
        """The last 64 KiB that it wrote to stderr."""
        return bytes(self._log).decode("utf-8", "replace")

    def _must_be_quiet(self, asked: str) -> None:
        if self._ended:
            raise DriverError("died", f"the client was to answer {asked}, but it has ended already")
        self._drain()
        if self._words.strip():
            found = shortened(bytes(self._words[:400]).decode("utf-8", "replace"))
            sentence = f"before it was asked {asked}, the client wrote to stdout: {found}"
            raise self._error(
                "garbage", sentence + " (replies alone go there, one a request; logs go to stderr)"
            )
        self._words.clear()

    def _line(self, deadline: Deadline, asked: str) -> bytes:
        while True:
            end = self._words.find(b"\n")
            if end > LINE_LIMIT or (end < 0 and len(self._words) > LINE_LIMIT):
                raise self._error("garbage", too_long(asked))
            if end >= 0 and not self._words[:end].strip():
                del self._words[: end + 1]
            elif end >= 0:
                line = bytes(self._words[:end])
                del self._words[: end + 1]
                return line
            else:
                self._must_go_on(deadline, asked)
                self._serve(deadline)

    def _must_go_on(self, deadline: Deadline, asked: str) -> None:
        if self._out not in self._selector.get_map() or self._gone():
            self._drain()
            if b"\n" not in self._words:
                raise self._died(asked)
        elif deadline.passed():
            unread = " (it has not read the whole request)" if self._unsent else ""
            sentence = f"the client did not answer {asked} within {deadline.seconds:g} s of real time{unread}"
            raise self._error("silent", sentence)

    def _serve(self, deadline: Deadline) -> None:
        """Do what the pipes are ready for; wait a little if they are not."""
        if not self._selector.get_map():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(min(deadline.left(), _LOOK_SECONDS))
            return
        for key, _ in self._selector.select(min(deadline.left(), _LOOK_SECONDS)):
            if key.fileobj is self._in:
                self._write()
            else:
                self._read_from(self._out if key.fileobj is self._out else self._err)

    def _write(self) -> None:
        try:
            sent = os.write(self._in.fileno(), self._unsent[:_CHUNK])
        except BlockingIOError:
            return
        except OSError:  # it closed its stdin, or died: its stdout tells which
            sent = len(self._unsent)
        self._unsent = self._unsent[sent:]
        if not self._unsent and self._in in self._selector.get_map():
            self._selector.unregister(self._in)

    def _read_from(self, pipe: IO[bytes]) -> bool:
        """Take what a pipe holds; answers whether there may be more."""
        try:
            chunk = os.read(pipe.fileno(), _CHUNK)
        except BlockingIOError:
            return False
        if not chunk:
            self._selector.unregister(pipe)
        elif pipe is self._out:
            self._words += chunk
        else:
            self._log = (self._log + chunk)[-EVIDENCE_LIMIT:]
        return bool(chunk)

    def _drain(self) -> None:
        for pipe in (self._out, self._err):
            rounds = 0
            while pipe in self._selector.get_map() and rounds < 200 and self._read_from(pipe):
                rounds += 1

    def _gone(self) -> bool:
        return self._process.poll() is not None

    def _died(self, asked: str) -> DriverError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_EXIT_SECONDS)
        if not self._gone():
            return self._error("died", f"the client closed its stdout instead of answering {asked}")
        self.kill()
        code = self._process.returncode
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return self._error("died", f"the client ended {how} instead of answering {asked}")

    def _error(self, kind: str, sentence: str) -> DriverError:
        return DriverError(kind, sentence, stderr=self.stderr())


def _started(argv: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    if not argv:
        raise DriverError("start", "the client's command is empty", fault="configuration")
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(  # noqa: S603 - to start the user's command, without a shell, is the purpose
            list(argv),
            env=environment,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            bufsize=0,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        sentence = f"the client {shortened(argv[0], 200)!r} cannot be started: {reason}"
        raise DriverError("start", sentence, fault="configuration") from None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
    pipes = (process.stdin, process.stdout, process.stderr)
    stdin, stdout, stderr = pipes
    if stdin is None or stdout is None or stderr is None:
        raise RuntimeError("a process started with three pipes has three pipes")
    return stdin, stdout, stderr


def _read(line: bytes, asked: str, log: str) -> Any:
    try:
        return json.loads(line.decode("utf-8"), parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        found = shortened(line[:400].decode("utf-8", "replace"))
        sentence = f"instead of a reply to {asked} the client wrote a line that is not JSON: {found}"
        raise DriverError(
            "garbage", sentence + " (replies alone go to stdout; logs go to stderr)", stderr=log
        ) from None


def _no_number(word: str) -> float:
    """NaN and Infinity, which Python reads and JSON does not have."""
    raise ValueError(f"{word} is not JSON")


def _finite(digits: str) -> float:
    """A number of JSON, unless it is too large to be written down again."""
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits)
