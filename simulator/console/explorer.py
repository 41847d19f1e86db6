"""The API explorer: the calls of each document as forms, and what is sent from them. Credentials are put in by itself.

A call goes the way of any other, without a socket: it is in the journal, faults strike it, and its answer is validated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import orjson

from simulator.channels import channels
from simulator.console.forms import Field, fields
from simulator.console.tools import Asked, Send
from simulator.contract.document import Document, document
from simulator.contract.reading import FORM, MULTIPART
from simulator.refused import Refused
from simulator.sandbox import Sandbox

CONTROL = "control"
PREFIXES = {CONTROL: "/control/v1"}
_BOUNDARY = "----dunbox-console"
_MOST_IDS = 20


@dataclass(frozen=True, slots=True)
class Described:
    """An operation of a document as somebody who tries it looks at it."""

    surface: str
    id: str
    method: str
    path: str
    raw: Mapping[str, Any]

    @property
    def tag(self) -> str:
        """The first of its tags."""
        return str(next(iter(self.raw.get("tags", ())), "other"))

    @property
    def media(self) -> str:
        """The type of its body; empty if it takes none."""
        return next(iter(self.raw.get("requestBody", {}).get("content", {})), "")

    @property
    def content(self) -> Mapping[str, Any]:
        """What is said of its body."""
        found: Mapping[str, Any] = self.raw.get("requestBody", {}).get("content", {}).get(self.media, {})
        return found

    @property
    def properties(self) -> Mapping[str, Any]:
        """The fields of a body that is a form; none of one in JSON, which is written as a whole."""
        found: Mapping[str, Any] = self.content.get("schema", {}).get("properties", {})
        return found if self.media in (FORM, MULTIPART) else {}

    @property
    def examples(self) -> dict[str, Any]:
        """Its examples of bodies, by their names."""
        if "example" in self.content:
            return {"example": self.content["example"]}
        return {name: each.get("value") for name, each in self.content.get("examples", {}).items()}


def surfaces() -> dict[str, Document]:
    """Answer the documents that there are: the channels', and the control API's."""
    return {name: document(name) for name in (*channels(), CONTROL)}


def operations(surface: str) -> Iterator[Described]:
    """Answer the operations of a surface, as its document has them; raises `Refused` where there is none."""
    if surface not in (*channels(), CONTROL):
        known = ", ".join((*channels(), CONTROL))
        raise Refused(f"there is no document {surface!r}; there are: {known}", "not_found")
    for path, item in document(surface).raw["paths"].items():
        shared = item.get("parameters", [])
        for method in Document.METHODS:
            if method in item:
                raw = {**item[method], "parameters": [*shared, *item[method].get("parameters", ())]}
                yield Described(surface, raw["operationId"], method.upper(), path, raw)


def operation(surface: str, wanted: str) -> Described:
    """Answer an operation by its id; raises `Refused`."""
    for each in operations(surface):
        if each.id == wanted:
            return each
    raise Refused(f"{surface} has no operation {wanted[:80]!r}; its list has all that there are", "not_found")


def asked_for(found: Described, sandbox: Sandbox, example: str = "") -> tuple[Field, ...]:
    """Answer the fields of an operation's form, with what its document has as an example."""
    return (*_parameters(found, sandbox), *_body(found, example))


def _parameters(found: Described, sandbox: Sandbox) -> Iterator[Field]:
    for each in found.raw["parameters"]:
        where, name = each["in"], each["name"]
        if where not in ("path", "query"):
            continue
        schema = {**each.get("schema", {}), "description": each.get("description", "")}
        if schema.get("type") == "array":
            schema = {"type": "string", "description": f"{schema['description']} Several with commas."}
        known = sandbox.id if found.surface == CONTROL and name == "id" else each.get("example", "")
        (made,) = fields({f"{where}.{name}": schema}, [f"{where}.{name}"] * bool(each.get("required")))
        kind = "text" if made.kind in ("date", "number") else made.kind
        suggested = tuple(_ids(sandbox)) if where == "path" and kind == "text" else made.options
        yield Field(made.name, kind, suggested, made.required, made.hint, str(known), name)


def _ids(sandbox: Sandbox) -> Iterator[str]:
    """Ids that a path may be about: those of the newest invoices and cases."""
    for kept in (sandbox.state.invoices, sandbox.state.cases):
        yield from list(kept)[-_MOST_IDS:]


def _body(found: Described, example: str) -> Iterator[Field]:
    examples = found.examples
    given = examples.get(example, next(iter(examples.values()), None))
    if found.properties:
        needed = found.content.get("schema", {}).get("required", ())
        for name, schema in found.properties.items():
            value = given.get(name) if isinstance(given, dict) else None
            yield _part(name, schema, name in needed, value)
    elif found.media:
        text = (
            orjson.dumps(given, option=orjson.OPT_INDENT_2, default=str).decode() if given is not None else ""
        )
        yield Field("body", "words", hint=f"sent as {found.media}", value=text, label="body")


def _part(name: str, schema: Mapping[str, Any], needed: bool, value: object) -> Field:
    (made,) = fields({name: dict(schema)}, [name] * needed, {name: value})
    kind = "words" if schema.get("format") == "binary" else made.kind
    return Field(f"body.{name}", kind, made.options, needed, made.hint, made.value, name)


def call(found: Described, given: Mapping[str, Any], credential: str) -> Asked:
    """Answer the call that a form says; raises `Refused` for a path that lacks a part."""
    path = found.path
    for each in found.raw["parameters"]:
        if each["in"] == "path":
            text = str(given.get(f"path.{each['name']}", "")).strip()
            if not text:
                raise Refused(f"{found.method} {found.path} needs its {each['name']}")
            path = path.replace(f"{{{each['name']}}}", quote(text, safe=""))
    query = [(name[6:], str(text)) for name, text in given.items() if name.startswith("query.") and text]
    media, body = _written(found, given)
    headers = [("authorization", credential)] * bool(credential) + [("content-type", media)] * bool(body)
    prefix = PREFIXES.get(found.surface, f"/{found.surface}")
    return Asked(found.method, prefix + path, urlencode(query), tuple(headers), body)


def _written(found: Described, given: Mapping[str, Any]) -> tuple[str, bytes]:
    """The type of the body, and its bytes."""
    if not found.properties:
        return found.media, str(given.get("body", "")).strip().encode("utf-8", "replace")
    said = {name: str(given.get(f"body.{name}", "")) for name in found.properties}
    said = {name: text for name, text in said.items() if text}
    if found.media == FORM:
        return FORM, urlencode(said).encode()
    return f"{MULTIPART}; boundary={_BOUNDARY}", _multipart(found, said)


def _multipart(found: Described, said: Mapping[str, str]) -> bytes:
    lines: list[str] = []
    for name, text in said.items():
        is_file = found.properties[name].get("format") == "binary"
        file = f'; filename="{name}.xml"' if is_file else ""
        media = "application/xml" if is_file else "text/plain"
        head = f'Content-Disposition: form-data; name="{name}"{file}\r\nContent-Type: {media}'
        lines.append(f"--{_BOUNDARY}\r\n{head}\r\n\r\n{text}\r\n")
    return ("".join(lines) + f"--{_BOUNDARY}--\r\n").encode("utf-8", "replace")


def credential(send: Send, found: Described, sandbox: Sandbox, base: str) -> str:
    """Answer what stands in the header of a client that is configured for the sandbox: a token, fetched for it.

    Raises `Refused` where no token is given out.
    """
    scopes = found.raw.get("security", document(found.surface).raw.get("security", ()))
    if found.surface == CONTROL or not scopes:
        return ""
    words = sandbox.endpoints(base)[found.surface]
    if "token_url" not in words:
        return sandbox.secret(found.surface)
    path = urlsplit(words["token_url"]).path
    known = {name: words[name] for name in _asked_of_token(found.surface, path) if name in words}
    wanted = " ".join(sorted({scope for each in scopes for names in each.values() for scope in names}))
    form = {**known, "grant_type": "client_credentials", "scope": wanted}
    body = urlencode(form).encode()
    reply, _ = send(Asked("POST", path, "", (("content-type", FORM),), body), base)
    try:
        return f"Bearer {orjson.loads(reply.body)['access_token']}"
    except (ValueError, KeyError, TypeError):
        told = "the connection was cut" if reply.cut else f"it was answered {reply.status}"
        raise Refused(
            f"no token was given out for the call: {told}; the journal has the whole answer", "conflict"
        ) from None


def _asked_of_token(surface: str, path: str) -> Sequence[str]:
    """The fields of the call for a token."""
    found = document(surface).match("POST", path.removeprefix(f"/{surface}")).operation
    return list(found.bodies[FORM]["schema"].get("properties", ())) if found else []
