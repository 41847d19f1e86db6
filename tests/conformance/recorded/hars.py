"""HAR files written by hand, an entry a call, as browsers and proxies write them."""

import base64
import json
from pathlib import Path
from typing import Any

HOST = "https://ax-stage.maventa.com"


def entry(
    method: str,
    url: str,
    status: int = 200,
    answer: Any = None,
    *,
    at: str = "2026-03-02T09:00:00.000+02:00",
    sent: Any = None,
    kind: str = "application/json",
    bearer: str | None = "a-token-of-this-client",
    **more: Any,
) -> dict[str, Any]:
    """A call and its answer; `sent` is JSON, or a form's text with the `kind` of a form."""
    headers = [{"name": "Authorization", "value": f"Bearer {bearer}"}] if bearer else []
    request: dict[str, Any] = {"method": method, "url": url, "headers": headers}
    if sent is not None:
        request["postData"] = {"mimeType": kind, "text": sent if isinstance(sent, str) else json.dumps(sent)}
    content = {"mimeType": "application/json", "text": json.dumps(answer)} if answer is not None else {}
    response = {"status": status, "headers": [], "content": content}
    return {"startedDateTime": at, "time": 3, "request": request, "response": response, **more}


def token(at: str = "2026-03-02T09:00:00.000+02:00", host: str = HOST, number: int = 1) -> dict[str, Any]:
    """A token is fetched."""
    form = "grant_type=client_credentials&client_id=me&client_secret=my-very-secret-secret&scope=company:read"
    answer = {"access_token": f"a-token-of-this-client-{number}", "token_type": "bearer", "expires_in": 3600}
    kind = "application/x-www-form-urlencoded"
    return entry("POST", f"{host}/oauth2/token", answer=answer, at=at, sent=form, kind=kind, bearer=None)


def service(at: str = "2026-03-02T09:00:01.000+02:00", host: str = HOST, **more: Any) -> dict[str, Any]:
    """How Ropo's service stands is read."""
    return entry("GET", f"{host}/v2/services/ropo/receivables", answer={"status": "ENABLED"}, at=at, **more)


def transfer(at: str, status: int = 202) -> dict[str, Any]:
    """An invoice is transferred to Ropo."""
    body = {"collection_type": "reminder_and_collection"}
    answer = {"id": "as-1", "status": "pending"}
    return entry("POST", f"{HOST}/v2/invoices/inv-1/assignment/ropo", status, answer, at=at, sent=body)


def picture() -> dict[str, Any]:
    """A call to somebody else, with a binary body."""
    made = entry("GET", "https://cdn.example.com/logo.png", bearer=None)
    text = base64.b64encode(bytes(range(256))).decode()
    made["response"]["content"] = {"mimeType": "image/png", "encoding": "base64", "text": text}
    return made


def har(folder: Path, *entries: Any, name: str = "session.har") -> Path:
    """A HAR file of these entries."""
    log = {
        "version": "1.2",
        "creator": {"name": "by hand", "version": "1"},
        "pages": [],
        "entries": [*entries],
    }
    file = folder / name
    file.write_text(json.dumps({"log": log}, indent=1), encoding="utf-8")
    return file


def invoice(at: str = "2026-03-02T09:00:01.500+02:00") -> dict[str, Any]:
    """An invoice is read, so that the number of what is transferred is known."""
    return entry("GET", f"{HOST}/v1/invoices/inv-1", answer={"id": "inv-1", "number": "1001"}, at=at)
