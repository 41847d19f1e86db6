"""What goes wrong between the harness and a client, and whose fault it is."""

from __future__ import annotations

LINE_LIMIT = 8 * 1024 * 1024
"""How many bytes a reply may have."""


class DriverError(Exception):
    """A client could not be driven any further; `str()` is the sentence for people.

    `kind` says what happened: `start` (it could not be started), `died`, `silent` (no reply in time),
    `garbage` (what it wrote is no reply), `wrong` (a reply that breaks the protocol), `failed` and
    `unsupported` (it said so itself), `lingers` (it did not exit). `fault` is `configuration` where the
    command line is to blame, else `client`. `stderr` is the end of what the client logged.
    """

    def __init__(self, kind: str, sentence: str, *, fault: str = "client", stderr: str = "") -> None:
        super().__init__(sentence)
        self.kind = kind
        self.fault = fault
        self.stderr = stderr


def shortened(text: str, length: int = 120) -> str:
    """A text of a stranger as one printable line of at most `length` letters."""
    line = " ".join(text.split())
    line = "".join(letter if letter.isprintable() else "�" for letter in line)
    return line if len(line) <= length else line[: length - 1] + "…"


def too_long(asked: str) -> str:
    """What is said of a reply beyond the limit."""
    return (
        f"the client's reply to {asked} is longer than {LINE_LIMIT // 1024 // 1024} MiB; no reply needs that"
    )
