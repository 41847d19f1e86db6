"""Invoices as the user finished them, and corrected them later."""

from __future__ import annotations

from typing import Any

from conformance.trace import Record, Trace


class Finished:
    """By number, each version of an invoice's words, oldest first. An act that the client refused made none."""

    def __init__(self, trace: Trace) -> None:
        self.versions: dict[str, list[dict[str, Any]]] = {}
        for act in trace.acts("send_invoice"):
            words = dict(act.request.get("invoice") or {})
            self.versions.setdefault(str(words.get("number")), []).append(words)
        for act in trace.acts("resend_invoice"):
            if (act.ok or {}).get("outcome") != "refused":
                self._correct(act)

    def _correct(self, act: Record) -> None:
        known = self.versions.get(str(act.request.get("number")))
        if known:
            known.append(corrected(known[-1], act.request.get("corrections") or {}))


def corrected(words: dict[str, Any], corrections: dict[str, Any]) -> dict[str, Any]:
    """An invoice's words with some of them changed; an address is its debtor's."""
    address = corrections.get("address")
    debtor = {**(words.get("debtor") or {}), **({"address": address} if address else {})}
    return {
        **words,
        **{key: value for key, value in corrections.items() if key != "address"},
        "debtor": debtor,
    }
