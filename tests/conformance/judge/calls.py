"""Calls written by hand as they crossed the wire: method, path, body, answer, and what they mean."""

from typing import Any


def call(
    method: str,
    path: str,
    status: int | None = 200,
    *,
    duty: str = "read_case",
    headers: dict[str, str] | None = None,
    shown: str | None = "{token:1}",
    query: dict[str, Any] | None = None,
    body: Any = None,
    fault: str | None = None,
    committed: bool | None = None,
    **means: Any,
) -> dict[str, Any]:
    """A call of the client; without a status it got no answer. It was done if accepted, unless told otherwise."""
    words = {2: "accepted", 4: "refused", 5: "failed"}
    outcome = "unknown" if status is None else words[status // 100]
    return {
        "surface": "channel",
        "method": method,
        "path": path,
        "query": query or {},
        "headers": {"authorization": f"Bearer {shown}"} if shown else {},
        "body": body,
        "answer": None if status is None else {"status": status, "headers": headers or {}, "body": None},
        "fault": fault,
        "committed": outcome == "accepted" if committed is None else committed,
        "means": {"duty": duty, "outcome": outcome, "provider": "agency", **means},
    }


def token(status: int = 200, scope: str = "read write") -> dict[str, Any]:
    """A token is asked for."""
    return call("POST", "/token", status, duty="authenticate", scope=scope, shown=None)


def transfer(status: int | None = 202, number: str = "1", **words: Any) -> dict[str, Any]:
    """An invoice is transferred."""
    return call(
        "POST", f"/invoices/id-{number}/transfer", status, duty="transfer", invoice=f"id-{number}", **words
    )


def transfer_read(status: int = 200, number: str = "1", **words: Any) -> dict[str, Any]:
    """How a transfer stands is read."""
    return call(
        "GET",
        f"/invoices/id-{number}/transfer",
        status,
        duty="read_transfer",
        invoice=f"id-{number}",
        **words,
    )


def report(
    status: int | None = 201,
    amount: str = "40.00",
    number: str = "1",
    duty: str = "report_payment",
    **words: Any,
) -> dict[str, Any]:
    """A payment, or a credit note, is reported."""
    body = {"amount": amount, "duty": duty}
    means: dict[str, Any] = {"case": f"case-{number}", "amount": amount, "date": "2026-02-10"}
    return call("POST", f"/cases/case-{number}/events", status, duty=duty, body=body, **means, **words)


def events(status: int = 200, *items: dict[str, Any], **words: Any) -> dict[str, Any]:
    """The events of all cases are listed."""
    return call("GET", "/events", status, duty="list_events", items=list(items), **words)


def busy(made: dict[str, Any], wait: str | None = "120") -> dict[str, Any]:
    """A 429 or 503 with the time after which to come back."""
    return {**made, "answer": {**made["answer"], "headers": {"retry-after": wait} if wait else {}}}
