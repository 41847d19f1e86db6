"""ZIPs to unpack, and broken ones."""

from __future__ import annotations

import io
import struct
import zipfile

XML = b"<Finvoice/>"
PDF = b"%PDF-1.7 an invoice's picture"


def archive(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of some entries, in their order, the same bytes each time."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, (2026, 1, 14, 9, 0, 0))
            entry.compress_type = method
            opened.writestr(entry, content)
    return made.getvalue()


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    """A ZIP with an entry's name replaced by one of the same length, as `zipfile` would not write it."""
    assert len(old) == len(new)
    assert content.count(old) == 2
    return content.replace(old, new)


def _patched(content: bytes, signature: bytes, at: int, value: bytes) -> bytes:
    start = content.index(signature) + at
    return content[:start] + value + content[start + len(value) :]


def flagged(content: bytes, bits: int) -> bytes:
    """A ZIP whose first entry has general purpose bits set: 1 says that it is encrypted."""
    both = _patched(content, b"PK\x03\x04", 6, struct.pack("<H", bits))
    return _patched(both, b"PK\x01\x02", 8, struct.pack("<H", bits))


def sized(content: bytes, size: int) -> bytes:
    """A ZIP whose first entry says that it has a number of bytes, unpacked."""
    both = _patched(content, b"PK\x03\x04", 22, struct.pack("<I", size))
    return _patched(both, b"PK\x01\x02", 24, struct.pack("<I", size))


def crowded(content: bytes) -> bytes:
    """A ZIP whose end says that its directory has many bytes."""
    return _patched(content, b"PK\x05\x06", 12, struct.pack("<I", 10**7))


def of_64_bits(content: bytes) -> bytes:
    """A ZIP with the record before its end that those of the 64-bit kind have."""
    end = content.index(b"PK\x05\x06")
    return content[:end] + b"PK\x06\x07" + bytes(16) + content[end:]
