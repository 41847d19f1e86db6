"""What consumers' banks are told of the accounts that e-invoices to them can be paid to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.checks import Looking, check
from conformance.checks._books import own_accounts, same_reference
from conformance.checks._calls import document_of
from conformance.trace import Record
from conformance.verdict import Finding

_ACCOUNT = re.compile(r"AccountID[^>]*>\s*([A-Z]{2}[0-9]{2}[0-9A-Z ]+)<")
_KIND = re.compile(r"MessageActionCode[^>]*>\s*([A-Za-z]+)\s*<")


@check(
    "banks.accounts-kept",
    topic="invoice",
    reads=("wire", "books"),
    duties=("send_bank_messages",),
    right="A message that changes what consumers' banks know names the company's own account, and the "
    "agency's beside it.",
    wrong="It names the agency's alone, so that the banks forget the company's.",
)
def accounts_kept(looking: Looking) -> Iterator[Finding]:
    """A message to consumers' banks adds an account to those of the company's own, and takes none away.

    Judged is every message that was taken and in which accounts can be read: one of the company's has to be among them.
    """
    own = own_accounts(looking.trace)
    for call in looking.trace.exchanges("send_bank_messages"):
        named = _named(call)
        if not call.accepted or not named or not own:
            continue
        looking.at()
        if not named & own:
            yield Finding(
                message="a message to the banks takes the company's own account away",
                expected=f"one of {', '.join(sorted(own))} among the accounts",
                actual=", ".join(sorted(named)),
                at=call.at.isoformat(),
                evidence=(call.id,),
            )


def _named(call: Record) -> set[str]:
    """The accounts that a message names."""
    return {same_reference(found) for found in _ACCOUNT.findall(document_of(call))}


@check(
    "banks.account-added",
    topic="invoice",
    reads=("wire", "books"),
    duties=("send_bank_messages",),
    right="The user has the banks told by a CHANGE; the message is one, and names the agency's account, which the "
    "provider shows with the service.",
    wrong="The message is an ADD, or names the company's own account alone.",
)
def account_added(looking: Looking) -> Iterator[Finding]:
    """A message to consumers' banks is of the kind that the user asked for, and names the agency's account.

    Judged is every message that was taken and can be read: its kind by the user's last wish, its accounts by the one
    that the provider last told of the service. Where it told none, any account that is not the company's own is right.
    """
    for call in looking.trace.exchanges("send_bank_messages"):
        if not call.accepted:
            continue
        for what, wanted, found in (*_kinds(looking, call), *_added(looking, call)):
            looking.at()
            if not found & wanted:
                yield Finding(
                    message=f"a message to the banks has another {what}",
                    expected=" or ".join(sorted(wanted)) or "the agency's account",
                    actual=", ".join(sorted(found)),
                    at=call.at.isoformat(),
                    evidence=(call.id,),
                )


_Compared = tuple[str, set[str], set[str]]


def _kinds(looking: Looking, call: Record) -> Iterator[_Compared]:
    """The kind that the user asked for last, and that of the message, if both are known."""
    asked = [act for act in looking.trace.acts("send_bank_messages") if act.id < call.id or act.id == call.op]
    read = _KIND.search(document_of(call))
    if asked and read:
        yield "kind than its user asked for", {str(asked[-1].request.get("kind")).upper()}, {read[1].upper()}


def _added(looking: Looking, call: Record) -> Iterator[_Compared]:
    """The agency's account, and those that a message names, if it names any."""
    named = _named(call)
    answers = (one for one in looking.trace.exchanges("read_service") if one.accepted and one.id < call.id)
    told = [one.means["agency_iban"] for one in answers if one.means.get("agency_iban")]
    if named:
        wanted = {same_reference(told[-1])} if told else named - own_accounts(looking.trace)
        yield "account than the agency's", wanted, named
