"""What a person, or a script, is told in the client's stead: where to connect to, and what its user now does.

An act is one line: its number, the virtual time, a sentence, and the fields as JSON, in the driver protocol's words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.runner.words import plain

# What the user of the client does by hand, by action; {number} is an invoice, {provider} the agency.
_SENTENCES = {
    "activate": "order the service {provider} for the company",
    "close_service": "close the service {provider}",
    "send_invoice": "make this invoice and send it",
    "resend_invoice": "correct invoice {number} and send it again",
    "transfer_invoice": "hand invoice {number} over to {provider}",
    "record_payment": "record a payment of invoice {number}",
    "reverse_payment": "reverse the payment that was recorded for invoice {number}",
    "delete_payment": "delete the payment that was recorded for invoice {number}",
    "credit_invoice": "credit invoice {number}",
    "comment": "write a comment on the case of invoice {number}",
    "change_due_date": "change the due date of invoice {number}",
    "request_due_date": "ask {provider} for a later due date of invoice {number}",
    "hold": "have the collection of invoice {number} rest",
    "release": "have the collection of invoice {number} go on",
    "cancel": "take invoice {number} back from {provider}",
    "bad_debt": "give invoice {number} up as a bad debt",
    "reopen_invoice": "open invoice {number} again to go on writing it",
    "set_customer_group": "put the customer into this group",
    "send_bank_messages": "tell the banks of the company's consumers of the agency's account",
    "change_settings": "change these settings",
    "remove_api_user": "take {provider}'s own user out of the company's books",
}


def connection(url: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """Where a client connects to, and as which company: what a file of it holds."""
    return {
        "url": url,
        "now": request["now"],
        "company": request["company"],
        "endpoints": request["endpoints"],
    }


def written(words: Mapping[str, Any], file: Path) -> None:
    """Write it to a file, which is there whole or not at all; raises OSError."""
    beside = file.with_name(file.name + ".part")
    beside.touch(0o600)
    beside.write_text(json.dumps(words, indent=2, ensure_ascii=False) + "\n", "utf-8")
    beside.replace(file)


def connection_lines(words: Mapping[str, Any]) -> list[str]:
    """The same for people."""
    company = words["company"]
    lines = [f"the company is {company['name']} ({company['business_id']}); there it is {words['now']}"]
    for surface, one in words["endpoints"].items():
        lines += [f"  {surface:<9} {name:<22} {value}" for name, value in one.items()]
    return lines


def act_line(number: int, request: Mapping[str, Any]) -> str:
    """An act of the user, in a line."""
    fields = {key: value for key, value in request.items() if key not in ("now", "action", "provider")}
    action = str(request["action"])
    sentence = _SENTENCES.get(action, action.replace("_", " "))
    told = sentence.format(number=request.get("number"), provider=request["provider"])
    return (
        f"act {number} at {request['now']}: {told} ({action}) {json.dumps(plain(fields), ensure_ascii=False)}"
    )
