"""The database that a measurement is given: it has to be empty, and is left so.

`python -m conformance.bench.database STORE` takes out what is in it, in a process of its own.
"""

from __future__ import annotations

import json
import sys

from conformance.bench import NotMeasured, apart
from simulator import is_database, open_store


def check(database: str) -> None:
    """Raise `NotMeasured` unless this is a database with nothing of anybody's in it."""
    if not is_database(database):
        raise NotMeasured(f"--db {database} is no database; a file is measured anyway")
    store = open_store(database)
    try:
        if store.sandboxes():
            raise NotMeasured("the database of --db has sandboxes; name one that is empty")
    finally:
        store.close()


def empty(database: str) -> None:
    """Take out what a measurement has put there."""
    apart(__name__, [database])


def _emptied(place: str) -> None:
    store = open_store(place)
    for sandbox, _ in store.sandboxes():
        store.remove(sandbox)
    store.close()


if __name__ == "__main__":
    _emptied(sys.argv[1])
    print(json.dumps({}))
