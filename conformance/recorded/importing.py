"""A trace of the calls in a HAR file: what crossed the wire, and nothing of a client's books or of the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from conformance.meaning import Meaning
from conformance.recorded import har
from conformance.recorded.calls import Call, NotACall, call_of
from conformance.recorded.routes import Routes
from conformance.runner.killing import Killer
from conformance.runner.witness import Witness
from conformance.trace import Normaliser, Recorder
from conformance.trace.normal import body_value, media_type, query_value
from conformance.trace.recorder import VERSION

MOST_BYTES = 64 * 1024 * 1024
"""So much of a file can be calls to providers; they are held at once, and what is left out is not."""

# Calls that begin so soon after the first of them count as one request of the client's: no token runs out meanwhile.
_TOGETHER = timedelta(minutes=1)
_SECRETS = frozenset(
    ("client_secret", "secret", "vendor_api_key", "webhook_secret", "password", "api_key", "apikey")
)
_TOKENS = frozenset(("access_token", "refresh_token", "id_token"))


@dataclass(slots=True)
class Recording:
    """The calls of a file in the order of their times, and the entries that are none by the reason for it."""

    calls: list[Call] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    entries: int = 0


def read(file: Path, routes: Routes) -> Recording:
    """Read a HAR file; raises `HarError` for what is none, or holds more calls than can be judged at once."""
    found, held = Recording(), 0
    with har.opened(file) as data:
        for entry in har.entries(data):
            found.entries += 1
            if entry.value is None:
                found.skipped[f"of which {entry.wrong}"] += 1
                continue
            try:
                call = call_of(entry.value, routes, entry.size)
            except NotACall as why:
                found.skipped[str(why)] += 1
                continue
            held += call.size
            if held > MOST_BYTES:
                raise har.HarError(
                    f"more than {MOST_BYTES // 1024**2} MB of it are calls to providers (up to entry {entry.number}); "
                    "record for a shorter time, or split it"
                )
            found.calls.append(call)
    found.calls.sort(key=lambda call: call.at)
    return found


def providers(calls: Iterable[Call], meaning: Meaning) -> list[str]:
    """The agencies that some calls name, sorted."""
    return sorted({_provider(call, meaning) for call in calls} - {""})


def trace(calls: Iterable[Call], meaning: Meaning, provider: str, name: str) -> Recorder:
    """The trace of an agency's calls, and of those on its surfaces that name none; it is called by `name`."""
    surfaces = meaning.surfaces(provider)
    kept = [call for call in calls if call.surface in surfaces and _provider(call, meaning) in ("", provider)]
    clock = _Clock(kept[0].at)
    recorder = Recorder(_normaliser(kept), lambda: clock.now)
    start = {
        "trace": VERSION,
        "scenario": f"{provider}/{name}",
        "title": "recorded calls",
        "provider": provider,
        "surfaces": surfaces,
        "zone": "UTC",
        "lacks": ["books", "truth"],
        "hello": {},
    }
    recorder.add("start", start)
    _witness(kept, meaning, recorder, clock)
    recorder.pause()
    recorder.add("end", {})
    return recorder


@dataclass(slots=True)
class _Clock:
    """The time of the call that is recorded now."""

    now: datetime


def _provider(call: Call, meaning: Meaning) -> str:
    """The agency that a call is about, or an empty text where it does not say."""
    recorder = Recorder(Normaliser(), lambda: call.at)
    _witness([call], meaning, recorder, _Clock(call.at))
    return str((recorder.records[0].get("means") or {}).get("provider") or "")


def _witness(calls: Iterable[Call], meaning: Meaning, recorder: Recorder, clock: _Clock) -> None:
    witness = Witness(recorder, meaning, Killer(lambda: None), lambda _: ())
    began: datetime | None = None
    for call in calls:
        clock.now = call.at
        if began is None or call.at - began > _TOGETHER:
            began = call.at
            recorder.cover(len(recorder.records) + 1)
        witness.exchange(call)


def _normaliser(calls: Iterable[Call]) -> Normaliser:
    """Knows every secret and token of some calls, so that they are hidden also where they stand before their names."""
    known = Normaliser()
    for call in calls:
        known.hide(call.base, f"{{{call.surface}}}")
        for name, value in call.headers:
            if name == "authorization":
                known.authorization(value)
        _hide(query_value(call.query), known)
        _hide(body_value(call.body, media_type(call.headers)), known)
        _hide({part.name: part.content.decode("utf-8", "replace") for part in call.parts}, known)
        _hide(body_value(call.answer_body, media_type(call.answer_headers)), known)
    return known


def _hide(value: Any, known: Normaliser) -> None:
    """Hide what stands in fields whose names say that it is a secret or a token."""
    if isinstance(value, list):
        for one in value:
            _hide(one, known)
    for name, one in value.items() if isinstance(value, dict) else ():
        word = str(name).lower()
        if not isinstance(one, str) or not one:
            _hide(one, known)
        elif word in _SECRETS:
            known.secret(one)
        elif word in _TOKENS:
            known.token(one)
