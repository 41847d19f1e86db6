"""Pages of docs/ that are drawn: from the agencies' tables, the law, the documents, the rules and the checks.

`python -m pages docs` writes them, and `make docs` does before it builds the site. What somebody wrote above the line
that `HERE` begins stays as it is. A test holds what is committed against what is drawn. This package is no part of
what is installed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pages import agency, api, checks, law, lifecycles
from pages.assumed import Assumed
from simulator.agencies import agencies
from simulator.channels import channels
from simulator.law import LAWS

HERE = "<!-- Drawn from here on, from "
"""What the line begins with below which a page is drawn; the rest of it says from what."""


def drawn() -> Mapping[str, str]:
    """What is drawn, by the file's name below docs/: a picture whole, a page from its line on."""
    assumed = Assumed.of_everything()
    return {
        "law.md": law.page(LAWS),
        "checks.md": _from("conformance/checks/", checks.page()),
        "control-api.md": _from("specs/control/", api.page(assumed)),
        **{
            f"agencies/{name}.md": _from(agency.SOURCES, agency.page(name, assumed))
            for name in dict.fromkeys([*agencies(), *channels()])
        },
        **{f"agencies/{name}": picture for name, picture in lifecycles.pictures(agencies()).items()},
    }


def _from(source: str, text: str) -> str:
    return f"{HERE}{source}: change that, and run `make docs`. -->\n\n{text}"


def above(text: str) -> str:
    """What somebody wrote of a page: all that stands above its line."""
    return text[: text.find(HERE)] if HERE in text else ""


def write(folder: Path) -> None:
    """Write everything that is drawn into a folder, below what stands there. Raises OSError."""
    for name, text in drawn().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        written = above(path.read_text(encoding="utf-8")) if path.exists() else ""
        path.write_text(written + text, encoding="utf-8")
