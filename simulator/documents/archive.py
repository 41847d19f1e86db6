"""Reads a ZIP that a stranger sent: one XML document and its attachments, bounded, with one kind of error.

Nothing is written to a disk. What a ZIP says of its sizes is believed for refusals only: no more is unpacked than is
allowed, and every entry has to be whole.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from simulator.documents.safe_xml import DocumentError

MOST_ENTRIES = 100
MOST_OF_ONE = 20 * 1024 * 1024
"""The most bytes of an entry, unpacked."""
MOST_OF_ALL = 50 * 1024 * 1024
"""The most bytes of all entries, unpacked."""
MOST_RATIO = 200
"""How many times its packed size an entry may be. XML reaches 50, a bomb 1,000."""

_SMALL = 64 * 1024  # below this no ratio is too much: a blank page packs well
_CHUNK = 64 * 1024
# Signatures, of APPNOTE 4.3: the end of the directory, with its size from byte 12 on, and what is before it if there
# are more bytes or entries than it can count.
_END = b"PK\x05\x06"
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_BEGINS = (b"PK\x03\x04", _END)  # an entry, or nothing but the end
_MOST_OF_ENTRY = 1024  # bytes in the directory: 46, the name and what else is said of it
_ENCRYPTED = 0x1 | 0x40  # general purpose bits 0 and 6 (APPNOTE 4.4.4)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DRIVE = re.compile(r"[A-Za-z]:")
_UNKNOWN = "application/octet-stream"
_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file beside the document: its name without folders, its bytes by number, and their media type by the name."""

    name: str
    size: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Archive:
    """A document, its name without folders (None for one that was not in a ZIP), and what came with it, in order."""

    name: str | None
    document: bytes
    attachments: tuple[Attachment, ...]


def is_archive(content: bytes) -> bool:
    """Whether bytes begin as a ZIP does."""
    return content.startswith(_BEGINS)


def unpack(content: bytes) -> Archive:
    """The one XML document in a ZIP, and its attachments. Raises DocumentError, nothing else."""
    _is_countable(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return _archive(opened)
    except DocumentError:
        raise
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError) as error:
        raise DocumentError(f"The ZIP is broken ({error}): a whole one is allowed.") from None
    except (ValueError, RuntimeError, OverflowError) as error:
        raise DocumentError(f"The ZIP cannot be read ({error}): a plain one is allowed.") from None


def _is_countable(content: bytes) -> None:
    """Whether a ZIP's directory is small, before it is read: a million entries take long to be counted."""
    end = content.rfind(_END)
    if content[end - _LOCATOR_SIZE : end].startswith(_LOCATOR):
        raise DocumentError("The ZIP is one of the 64-bit kind, for more than 4 GiB: a plain one is allowed.")
    if end >= 0 and int.from_bytes(content[end + 12 : end + 16], "little") > MOST_ENTRIES * _MOST_OF_ENTRY:
        raise DocumentError(f"The ZIP has too many entries: at most {MOST_ENTRIES} are allowed.")


def _archive(opened: zipfile.ZipFile) -> Archive:
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    _is_bounded(entries)
    documents, attachments = dict[str, bytes](), list[Attachment]()
    for name, content in _unpacked(opened, entries):
        if _suffix(name) == ".xml":
            documents[name] = content
        else:
            type_ = _TYPES.get(_suffix(name), _UNKNOWN)
            attachments.append(Attachment(PurePosixPath(name).name, len(content), type_))
    if len(documents) != 1:
        which = f"{len(documents)} XML documents ({', '.join(map(_shown, documents))})"
        raise DocumentError(
            f"The ZIP has {which if documents else 'no XML document'}: one is allowed, with its attachments"
            " beside it."
        )
    ((name, document),) = documents.items()
    return Archive(PurePosixPath(name).name, document, tuple(attachments))


def _is_bounded(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise DocumentError(f"The ZIP has {len(entries)} entries: at most {MOST_ENTRIES} are allowed.")
    seen = set[str]()
    for entry in entries:
        _is_plain(entry)
        if entry.filename in seen:
            raise DocumentError(f"The ZIP has {_shown(entry.filename)} twice: every name is allowed once.")
        seen.add(entry.filename)
        if entry.file_size > MOST_OF_ONE:
            raise _too_large(f"{_shown(entry.filename)} in the ZIP", MOST_OF_ONE)
        if entry.file_size > max(entry.compress_size * MOST_RATIO, _SMALL):
            raise DocumentError(
                f"{_shown(entry.filename)} in the ZIP is more than {MOST_RATIO} times as large as it is packed:"
                f" at most {MOST_RATIO} times is allowed."
            )
    if sum(entry.file_size for entry in entries) > MOST_OF_ALL:
        raise _too_large("The ZIP", MOST_OF_ALL)


def _is_plain(entry: zipfile.ZipInfo) -> None:
    """Whether an entry is of the kind that is read: within the ZIP by its name, not encrypted, stored or deflated."""
    name = entry.orig_filename.replace("\\", "/")
    if name.startswith("/") or _DRIVE.match(name) or ".." in name.split("/") or "\0" in name:
        raise DocumentError(
            f"The ZIP's entry {_shown(entry.orig_filename)} has a path that leads outside: names are allowed,"
            " and folders within the ZIP."
        )
    if entry.flag_bits & _ENCRYPTED:
        raise DocumentError(f"{_shown(name)} in the ZIP is encrypted: a ZIP without a password is allowed.")
    if entry.compress_type not in _METHODS:
        raise DocumentError(
            f"{_shown(name)} in the ZIP is packed by the method {entry.compress_type}:"
            " 0 (stored) and 8 (deflated) are allowed."
        )


def _unpacked(opened: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """The entries' names and bytes; what an entry really has counts, not what it says."""
    rest = MOST_OF_ALL
    for entry in entries:
        with opened.open(entry) as stream:
            content = _bytes(stream, min(MOST_OF_ONE, rest), entry.filename)
        rest -= len(content)
        if _suffix(entry.filename) == ".zip" or (is_archive(content) and not _is_office(entry.filename)):
            raise DocumentError(
                f"{_shown(entry.filename)} in the ZIP is a ZIP itself: documents are allowed in it."
            )
        yield entry.filename, content


def _bytes(stream: IO[bytes], most: int, name: str) -> bytes:
    chunks = list[bytes]()
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > most:
            raise _too_large(f"{_shown(name)} in the ZIP", most)
        chunks.append(chunk)
    return b"".join(chunks)


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _is_office(name: str) -> bool:
    """Whether a name is of a document that is a ZIP by its format."""
    return _suffix(name) in (".docx", ".xlsx")


def _shown(name: str) -> str:
    return repr(name[:60])


def _too_large(what: str, most: int) -> DocumentError:
    return DocumentError(f"{what} is too large unpacked: at most {most:,} bytes are allowed.")
