"""Pages of the documentation that are drawn from what the simulation computes with.

`python -m simulator.drawn FOLDER` writes them; `make docs` does so for `docs/`.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from simulator import lifecycles
from simulator.agencies import agencies
from simulator.law import LAWS
from simulator.law.drawn import page

PAGES: Mapping[str, Callable[[], str]] = {
    "law.md": lambda: page(LAWS),
    "lifecycles.md": lambda: lifecycles.page(agencies()),
}
"""By file name: what answers the page's text."""


def write(folder: Path) -> None:
    """Write every page into a folder, which has to be there. Raises OSError."""
    for name, text in PAGES.items():
        (folder / name).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    words = argparse.ArgumentParser(prog="python -m simulator.drawn", description=__doc__)
    words.add_argument("folder", type=Path)
    write(words.parse_args().folder)
