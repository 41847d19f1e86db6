"""Finds the data that travel with the code: the documents in `specs` and the stories in `scenarios`.

In a checkout both folders stand beside the packages; in a wheel `specs` is inside `simulator`
and `scenarios` inside `conformance`. Either way they are ordinary folders.
"""

from importlib.resources import files
from pathlib import Path


def specs() -> Path:
    """The folder of what the providers promise: OpenAPI documents, rules, schemas."""
    return _folder("simulator", "specs")


def scenarios() -> Path:
    """The folder of the bundled stories."""
    return _folder("conformance", "scenarios")


def _folder(package: str, name: str) -> Path:
    inside = Path(str(files(package))) / name
    beside = inside.parent.parent / name
    for folder in (inside, beside):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"The data folder {name!r} is neither at {inside} (a wheel) nor at {beside} (a checkout):"
        " the installation is incomplete, install dunbox again."
    )
