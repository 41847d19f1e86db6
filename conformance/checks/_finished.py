"""Invoices as the user finished them, and corrected them later."""

from __future__ import annotations

from typing import Any

from conformance.trace import Record, Trace


class Finished:
    """By number, each version of an invoice's words, oldest first. An act that the client refused made none."""

    def __init__(self, trace: Trace) -> None:
        self.versions: dict[str, list[dict[str, Any]]] = {}
        self._since: dict[str, list[int]] = {}
        for act in trace.acts("send_invoice"):
            words = dict(act.request.get("invoice") or {})
            self._add(str(words.get("number")), words, act)
        for act in trace.acts("resend_invoice"):
            if (act.ok or {}).get("outcome") != "refused":
                self._correct(act)

    def at(self, number: str, before: int) -> dict[str, Any]:
        """An invoice's words as they stood before a record; empty if the client was not told of any by then."""
        told = zip(self._since.get(number, ()), self.versions.get(number, ()), strict=True)
        return next((words for since, words in reversed(list(told)) if since < before), {})

    def _correct(self, act: Record) -> None:
        number = str(act.request.get("number"))
        known = self.versions.get(number)
        if known:
            self._add(number, corrected(known[-1], act.request.get("corrections") or {}), act)

    def _add(self, number: str, words: dict[str, Any], act: Record) -> None:
        self.versions.setdefault(number, []).append(words)
        self._since.setdefault(number, []).append(act.id)


def corrected(words: dict[str, Any], corrections: dict[str, Any]) -> dict[str, Any]:
    """An invoice's words with some of them changed; an address is its debtor's."""
    address = corrections.get("address")
    debtor = {**(words.get("debtor") or {}), **({"address": address} if address else {})}
    return {
        **words,
        **{key: value for key, value in corrections.items() if key != "address"},
        "debtor": debtor,
    }
