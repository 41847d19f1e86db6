"""An evidence pack: a ZIP of all that a run left, for the file of a provider or an auditor.

`manifest.json` names every file with its size and SHA-256; `SHA256SUMS` has the same for `sha256sum --check`, and the
digest of that file stands for the whole pack. The same result, traces and scenario files give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path, PurePosixPath
from typing import Any

from conformance.reports.bounds import client_of

_SUMS = "SHA256SUMS"
# A ZIP has to date its entries; this is the earliest day that it can write.
_DAY = (1980, 1, 1, 0, 0, 0)
_ABOUT = """Evidence of a run of dunbox.

report.html     the run for people, in any browser
report.md       the same in short
junit.xml       for build servers
badge.svg       its counts
result.json     the result: `dunbox schema result` describes it
traces/         what happened in each scenario, as JSON Lines: `dunbox schema trace` describes them
scenarios/      the stories as they were played
manifest.json   version, seed and client, and each file with its size and SHA-256
SHA256SUMS      the same digests; check them with `sha256sum --check SHA256SUMS`

The digest of SHA256SUMS itself stands for all of it. `dunbox run` printed it when it wrote this file.
"""


@dataclass(frozen=True, slots=True)
class Story:
    """A scenario's id, and the file that it was read from."""

    id: str
    path: Path


def write(
    file: Path,
    result: Mapping[str, Any],
    documents: Mapping[str, bytes],
    traces: Path,
    stories: Iterable[Story],
) -> str:
    """Write the pack; answers the digest over all of it, in hexadecimal.

    `documents` are files by their names; `traces` is the folder that the result's places of traces are below. Raises
    `OSError` if a file cannot be read or written.
    """
    places = _scenario_files(stories)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as pack:
        sums = {
            name: _put(pack, name, content) for name, content in _contents(documents, result, traces, places)
        }
        manifest = _manifest(result, sums, {one: name for name, (_, ids) in places.items() for one in ids})
        sums["manifest.json"] = _put(pack, "manifest.json", manifest)
        listed = "".join(f"{digest}  {name}\n" for name, (_, digest) in sorted(sums.items())).encode()
        _put(pack, _SUMS, listed)
    return hashlib.sha256(listed).hexdigest()


def _contents(
    documents: Mapping[str, bytes],
    result: Mapping[str, Any],
    traces: Path,
    places: Mapping[str, tuple[Path, list[str]]],
) -> Iterator[tuple[str, bytes]]:
    """Each file's name in the pack, and what is in it, one after the other: traces can be large."""
    yield "README.txt", _ABOUT.encode()
    yield from sorted(documents.items())
    for place in sorted(str(one["trace"]) for one in result["scenarios"] if one.get("trace")):
        if (traces / place).is_file():
            yield f"traces/{_inside(place)}", (traces / place).read_bytes()
    for name, (path, _) in sorted(places.items()):
        yield name, path.read_bytes()


def _scenario_files(stories: Iterable[Story]) -> dict[str, tuple[Path, list[str]]]:
    """The scenario files by their names in the pack, each with the ids of the stories in it."""
    names: dict[Path, str] = {}
    files: dict[str, tuple[Path, list[str]]] = {}
    for one in sorted(stories, key=lambda story: story.id):
        path = one.path.resolve()
        if path not in names:
            names[path] = _free(f"{path.parent.name}/{path.name}", files)
            files[names[path]] = (path, [])
        files[names[path]][1].append(one.id)
    return files


def _free(name: str, taken: Collection[str]) -> str:
    """A place for a scenario file: under its folder's name, with a number before it where two have one name."""
    numbered = (f"scenarios/{number}/{name}" for number in count(2))
    return next(place for place in chain((f"scenarios/{name}",), numbered) if place not in taken)


def _inside(place: str) -> str:
    """A place that does not lead out of the pack."""
    return "/".join(part for part in PurePosixPath(place).parts if part not in ("..", "/"))


def _manifest(
    result: Mapping[str, Any], sums: Mapping[str, tuple[int, str]], files: Mapping[str, str]
) -> bytes:
    words = {
        "dunbox": result["dunbox"],
        "seed": result["seed"],
        "client": client_of(result),
        "started": result["started"],
        "summary": result["summary"],
        "scenarios": dict(sorted(files.items())),
        "files": [
            {"path": name, "bytes": size, "sha256": digest} for name, (size, digest) in sorted(sums.items())
        ],
    }
    return json.dumps(words, indent=2, ensure_ascii=True).encode() + b"\n"


def _put(pack: zipfile.ZipFile, name: str, content: bytes) -> tuple[int, str]:
    entry = zipfile.ZipInfo(name, date_time=_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    entry.create_system = 3  # or it would differ between systems
    pack.writestr(entry, content)
    return len(content), hashlib.sha256(content).hexdigest()
