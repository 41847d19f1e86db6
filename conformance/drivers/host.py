"""`python -m conformance.drivers.host module:attribute`: a client in Python as a driver process.

What the callable makes is asked as the Python driver would ask it, and can be killed like any other process. What it
prints goes to stderr, since replies alone belong on stdout. An exception ends the process, with its traceback on
stderr.
"""

from __future__ import annotations

import json
import os
import sys
from typing import IO

from conformance.drivers.errors import DriverError
from conformance.drivers.python import made


def main(target: str, requests: IO[bytes], replies: IO[bytes]) -> int:
    """Answer requests until `bye` or their end; the process's exit code."""
    try:
        client = made(target)
    except DriverError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for line in requests:
        request = json.loads(line)
        replies.write(json.dumps(client(request), allow_nan=False).encode("ascii") + b"\n")
        replies.flush()
        if request["op"] == "bye":
            break
    close = getattr(client, "close", None)
    if callable(close):
        close()
    return 0


def _own_stdout() -> IO[bytes]:
    """The true stdout; whatever else is written there from now on goes to stderr."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return replies


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.stdin.buffer, _own_stdout()))
