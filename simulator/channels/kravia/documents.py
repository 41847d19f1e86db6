"""Documents about a case: the copy of the invoice and its attachments, as the creditor uploads them."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from simulator.channels.kravia.access import carry_out, case_of, invalid
from simulator.domain.commands import AttachFile
from simulator.domain.facts import FileAttached
from simulator.domain.state import Case
from simulator.port import Answer, Call

_LONGEST = 255  # characters of a file's name
_WHAT = {"InvoiceCopy": "invoice_copy", "Attachment": "attachment"}
_TYPES = {ours: theirs for theirs, ours in _WHAT.items()}


def documents(case: Case) -> list[dict[str, Any]]:
    """The documents that Kravia has of a case, in the order in which they came."""
    return [_document(file) for file in case.files]


def upload(call: Call) -> Answer:
    """Take a document; one that is too large is refused, and the case goes on without it."""
    case = case_of(call.world.state, call.path["id"])
    part = call.parts["file"]
    if not part.content:
        raise invalid("file: it is empty")
    command = AttachFile(
        case=case.id,
        what=_WHAT[call.body["type"]],
        filename=(part.filename or part.name)[:_LONGEST],
        content_type=part.content_type or "application/octet-stream",
        size=len(part.content),
        sha256=sha256(part.content).hexdigest(),
    )
    (taken,) = (fact for fact in carry_out(call, command) if isinstance(fact, FileAttached))
    return Answer(200, _document(taken))


def _document(file: FileAttached) -> dict[str, Any]:
    return {
        "type": _TYPES[file.what],
        "fileName": file.filename,
        "contentType": file.content_type,
        "size": file.size,
    }


OPERATIONS = {"postApiV2InvoiceIdDocuments": upload}
