"""A ZIP gives one XML document and its attachments, and every other one a sentence."""

from __future__ import annotations

import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.documents.archive import (
    MOST_ENTRIES,
    MOST_OF_ALL,
    MOST_OF_ONE,
    Archive,
    Attachment,
    is_archive,
    unpack,
)
from simulator.documents.safe_xml import DocumentError
from tests.simulator.documents.archives import (
    PDF,
    XML,
    archive,
    crowded,
    flagged,
    of_64_bits,
    renamed,
    sized,
)

PLAIN = archive(("invoice.xml", XML))


def test_a_document_comes_with_its_attachments_in_their_order_by_name_size_and_type() -> None:
    content = archive(("a/b.PDF", PDF), ("in/Lasku.XML", XML), ("table.xlsx", b"PK\x03\x04"), ("readme", b""))
    assert unpack(content) == Archive(
        "Lasku.XML",
        XML,
        (
            Attachment("b.PDF", len(PDF), "application/pdf"),
            Attachment("table.xlsx", 4, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Attachment("readme", 0, "application/octet-stream"),
        ),
    )


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_stored_and_deflated_entries_are_read_and_folders_are_no_entries(method: int) -> None:
    found = unpack(archive(("folder/", b""), ("folder/i.xml", XML), method=method))
    assert (found.name, found.document, found.attachments) == ("i.xml", XML, ())


def test_a_zip_is_known_by_how_it_begins() -> None:
    assert is_archive(PLAIN)
    assert is_archive(archive())
    assert not is_archive(XML)
    assert not is_archive(b"")


LARGE = 1024 * 1024


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (archive(), "has no XML document: one is allowed, with its attachments beside it"),
        (archive(("i.pdf", PDF)), "has no XML document"),
        (
            archive(("a.xml", XML), ("b.XML", XML)),
            r"has 2 XML documents \('a.xml', 'b.XML'\): one is allowed",
        ),
        (archive(*((f"{i}.txt", b"") for i in range(MOST_ENTRIES + 1))), "has 101 entries: at most 100"),
        (crowded(PLAIN), "has too many entries: at most 100"),
        (of_64_bits(PLAIN), "is one of the 64-bit kind"),
        (
            archive(("i.xml", XML), ("x.xml/../../e.pdf", PDF)),
            "'x.xml/../../e.pdf' has a path that leads outs",
        ),
        (archive(("i.xml", XML), ("/etc/cron.pdf", PDF)), "'/etc/cron.pdf' has a path that leads outside"),
        (archive(("C:evil.pdf", PDF)), "'C:evil.pdf' has a path that leads outside"),
        (
            renamed(archive(("a/../e.xml", XML)), b"a/../e.xml", rb"a\..\e.xml"),
            "has a path that leads outside",
        ),
        (
            renamed(archive(("invoice.xml", XML)), b"invoice.xml", b"\\nvoice.xml"),
            "has a path that leads outs",
        ),
        (
            renamed(archive(("invoice.xml", XML)), b"invoice.xml", b"i.pdf\0e.xml"),
            "has a path that leads outs",
        ),
        (flagged(PLAIN, 0x1), "'invoice.xml' in the ZIP is encrypted: a ZIP without a password is allowed"),
        (flagged(PLAIN, 0x41), "is encrypted"),
        (archive(("i.xml", XML), method=zipfile.ZIP_BZIP2), r"packed by the method 12: 0 \(stored\) and 8"),
        (
            archive(("i.xml", b" " * LARGE)),
            "'i.xml' in the ZIP is more than 200 times as large as it is packed",
        ),
        (sized(PLAIN, MOST_OF_ONE + 1), "is too large unpacked: at most 20,971,520 bytes are allowed"),
        (archive(("i.xml", XML), ("more.zip", PDF)), "'more.zip' in the ZIP is a ZIP itself"),
        (archive(("i.xml", XML), ("more.bin", PLAIN)), "'more.bin' in the ZIP is a ZIP itself"),
        (archive(("i.xml", PLAIN)), "'i.xml' in the ZIP is a ZIP itself"),
        (
            renamed(archive(("i.xml", XML), ("j.xml", XML)), b"j.xml", b"i.xml"),
            "has 'i.xml' twice: every name",
        ),
        (archive(("i.xml", XML), method=zipfile.ZIP_STORED).replace(XML, XML.upper()), "is broken .*CRC"),
        (PLAIN[:-1], "is broken"),
        (PLAIN[:40], "is broken"),
        (b"PK\x03\x04", "is broken"),
        (sized(PLAIN, 5), "is broken .*CRC"),
    ],
)
def test_another_zip_is_refused_with_what_is_wrong_and_what_is_allowed(content: bytes, sentence: str) -> None:
    with pytest.raises(DocumentError, match=f"The ZIP.*{sentence}|{sentence}"):
        unpack(content)


def test_all_entries_together_are_bounded() -> None:
    large = bytes(range(256)) * (MOST_OF_ONE // 256)
    stored = archive(*((f"{i}.bin", large) for i in range(3)), ("i.xml", XML), method=zipfile.ZIP_STORED)
    with pytest.raises(DocumentError, match=f"The ZIP is too large unpacked: at most {MOST_OF_ALL:,} bytes"):
        unpack(stored)


def test_a_blank_attachment_may_pack_well_as_long_as_it_is_small() -> None:
    (attachment,) = unpack(archive(("i.xml", XML), ("blank.txt", b" " * 60_000))).attachments
    assert attachment.size == 60_000


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 30), st.binary(max_size=8)), min_size=1, max_size=4
    )
)
def test_a_spoilt_zip_is_unpacked_or_refused_and_nothing_else(spoils: list[tuple[int, int, bytes]]) -> None:
    content = archive(("folder/invoice.xml", XML * 20), ("picture.pdf", PDF * 9))
    for at, length, new in spoils:
        content = content[:at] + new + content[at + length :]
    try:
        assert unpack(content).document is not None
    except DocumentError as error:
        sentence = str(error)
    else:
        sentence = "."
    assert sentence.endswith(".")


@given(st.binary(max_size=200))
def test_any_bytes_after_the_beginning_of_a_zip_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(DocumentError):
        unpack(b"PK\x03\x04" + content)
