"""A real Chromium, driven over a pipe by its DevTools protocol: no driver, no port, no other library.

`found()` answers where one is, or None: tests that need it are skipped without one.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

AXE = Path(__file__).with_name("axe") / "axe.min.js"
"""An accessibility checker, to be run in a page."""
VIOLATIONS = """
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(
  (found) => found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html).slice(0, 3).join(" | ")))
"""
"""What it finds, a line each."""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars"),
    "--remote-debugging-pipe",
)
_SECONDS = 60.0


def found() -> str | None:
    """The browser of this machine; `DUNBOX_BROWSER` names another."""
    named = (os.environ.get("DUNBOX_BROWSER", ""), *_NAMES)
    return next((path for name in named if name and (path := shutil.which(name))), None)


class Browser:
    """A browser with one page at a time."""

    def __init__(self, process: subprocess.Popen[bytes], into: int, out: int) -> None:
        self._process, self._into, self._out = process, into, out
        self._buffer = b""
        self._last = 0
        self._session: str | None = None
        self._target = ""
        self.events: list[dict[str, Any]] = []

    def open(self, place: Path | str, *, width: int = 1280, script: bool = True, **media: str) -> Self:
        """Open a file, or the page at an address, in a window so wide, and wait until it has loaded.

        `media` are such as `prefers_color_scheme="dark"`. Without `script` the page runs none of its own.
        """
        if self._target:
            self.call("Target.closeTarget", targetId=self._target)
        self._target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=self._target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")
        self.events.clear()
        self.resize(width)
        self.emulate(**media)
        self.call("Emulation.setScriptExecutionDisabled", value=not script)
        self.call("Page.navigate", url=place.as_uri() if isinstance(place, Path) else place)
        self.until("Page.loadEventFired")
        return self

    def resize(self, width: int, height: int = 900) -> None:
        """Make the window as wide and high, as a phone's is if it is narrow."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def emulate(self, medium: str = "", **media: str) -> None:
        """Let the page see a medium (`print`) and what a reader prefers."""
        features = [{"name": name.replace("_", "-"), "value": value} for name, value in media.items()]
        self.call("Emulation.setEmulatedMedia", media=medium, features=features)

    def eval(self, expression: str) -> Any:
        """The value of an expression in the page, awaited."""
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True
        )
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def press(self, key: str, code: int = 0) -> None:
        """Press a key, as a reader without a mouse does."""
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            words = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
            self.call("Input.dispatchKeyEvent", **words, **(text if kind == "keyDown" else {}))

    def screenshot(self, *, whole: bool = False) -> bytes:
        """The page as PNG: what is seen, or all of it."""
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def pdf(self) -> bytes:
        """The page as it is printed."""
        return base64.b64decode(self.call("Page.printToPDF", printBackground=True)["data"])

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Ask the browser for something, and answer its result."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": params}
        if self._session and not method.startswith("Target."):
            message["sessionId"] = self._session
        os.write(self._into, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self._last:
                assert "error" not in heard, heard["error"]
                result: dict[str, Any] = heard["result"]
                return result

    def until(self, event: str) -> None:
        """Wait until the browser says so, since it was last asked or its events were forgotten."""
        while not any(one["method"] == event for one in self.events):
            self._hear()

    def _hear(self) -> dict[str, Any]:
        """The next thing that the browser says; what it says unasked is kept in `events`."""
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._out], [], [], _SECONDS)
            assert ready, "the browser says nothing"
            chunk = os.read(self._out, 1 << 20)
            assert chunk, "the browser is gone"
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\0")
        heard: dict[str, Any] = json.loads(line)
        if "method" in heard:
            self.events.append(heard)
        return heard


@contextmanager
def browser(path: str, folder: Path) -> Iterator[Browser]:
    """A browser with a profile of its own in `folder`; it is gone afterwards, with all its processes."""
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    # Its ends have to be 3 and 4: they are put there just before it takes the place of a Python.
    high = [fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in (theirs_in, theirs_out)]
    becomes = (
        f"import os, sys; os.dup2({high[0]}, 3); os.dup2({high[1]}, 4); os.execv(sys.argv[1], sys.argv[1:])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", becomes, path, *_FLAGS, f"--user-data-dir={folder}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=high,
        start_new_session=True,
    )
    for one in (theirs_in, theirs_out, *high):
        os.close(one)
    try:
        yield Browser(process, ours_out, ours_in)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(_SECONDS)
        os.close(ours_out)
        os.close(ours_in)
