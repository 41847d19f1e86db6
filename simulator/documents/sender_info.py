"""Reads an invoicer's notification to consumers' banks (SI message): which kind of message, and which accounts.

Source: Finance Finland, Finvoice sender information, schema 2.0.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.documents.invoice import account
from simulator.documents.safe_xml import DocumentError, parse

ROOT = "FinvoiceSenderInfo"
ACTIONS = ("ADD", "CHANGE", "DELETE")
_ACTION = "MessageDetails/MessageActionCode"
_ACCOUNTS = ("SellerAccountID", "NewSellerAccountID")


@dataclass(frozen=True, slots=True)
class SenderInfo:
    """A message: one of `ACTIONS`, and the accounts that it names, without spaces."""

    action: str
    accounts: tuple[str, ...]


def read(content: bytes) -> SenderInfo:
    """The message in a document, with a SOAP frame before it or not. Raises DocumentError, nothing else."""
    root = parse(content, ROOT)
    action = (root.findtext(_ACTION) or "").strip()
    if action not in ACTIONS:
        allowed = ", ".join(ACTIONS)
        raise DocumentError(f"The message's {_ACTION} is {action[:40]!r}: one of {allowed} is allowed.")
    named = (account(found.text) for name in _ACCOUNTS for found in root.iter(name))
    return SenderInfo(action, tuple(dict.fromkeys(found for found in named if found)))
