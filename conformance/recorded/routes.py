"""Which surface a URL is below, and which operation of its document a request is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
_HTTP_PORTS = {"http": 80, "https": 443}


class Routes:
    """The providers' documents by surface, and where these are: by host, or below base URLs that a user gives."""

    def __init__(
        self,
        documents: Mapping[str, Mapping[str, Any]],
        hosts: Mapping[str, str],
        bases: Mapping[str, list[str]],
    ) -> None:
        """Take host -> surface, and surface -> base URLs."""
        self._hosts = hosts
        self._bases = [(_split(base), surface) for surface, urls in bases.items() for base in urls]
        self._operations = {surface: list(_operations(document)) for surface, document in documents.items()}

    def place(self, url: str) -> tuple[str, str, str, str] | None:
        """A URL's base, surface, path below that, and query; None if it is nobody's. A longer base URL wins."""
        try:
            scheme, host, path, query = _split(url)
        except ValueError:
            return None
        below = [
            (base.rstrip("/"), surface)
            for (of, at, base, _), surface in self._bases
            if (of, at) == (scheme, host) and (path + "/").startswith(base.rstrip("/") + "/")
        ]
        surface = self._hosts.get(host.partition(":")[0])
        if not below and surface is None:
            return None
        base, surface = max(below, default=("", str(surface)))
        return f"{scheme}://{host}{base}", surface, path[len(base) :] or "/", query

    def operation(self, surface: str, method: str, path: str) -> str | None:
        """The operationId; None if the document has none for it. A literal path wins over one with parameters."""
        fits = [
            (slots, name)
            for verb, pattern, slots, name in self._operations.get(surface, ())
            if verb == method and pattern.fullmatch(path)
        ]
        return min(fits)[1] if fits else None


def _split(url: str) -> tuple[str, str, str, str]:
    """Scheme, host with its port if that is not the scheme's own, path, query; raises `ValueError`."""
    parts = urlsplit(url)
    host, port = (parts.hostname or "").rstrip("."), parts.port
    if port is not None and port != _HTTP_PORTS.get(parts.scheme):
        host = f"{host}:{port}"
    return parts.scheme, host, parts.path, parts.query


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, re.Pattern[str], int, str]]:
    """Method, pattern of the path, how many parameters that has, and id."""
    for template, item in (document.get("paths") or {}).items():
        pieces = re.split(r"\{[^}]+\}", template)
        pattern = re.compile("[^/]+".join(map(re.escape, pieces)))
        for method in _METHODS:
            if method in item:
                yield method.upper(), pattern, len(pieces) - 1, str(item[method].get("operationId", ""))
