"""Files that the company gives the agency about a case, and what the agency does where the invoice's copy is missing.

Rules: KRAV-TRF-7.
"""

from __future__ import annotations

from typing import Any

from simulator.domain import calendar
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.agency import Agency
from simulator.domain.commands import Refusal
from simulator.domain.following import agency_of, asked, case_of, note
from simulator.domain.state import Appliers, Deciders, Reachers, State
from simulator.domain.waiting import case_day

WHAT = ("invoice_copy", "attachment")
_KEPT = ("what", "filename", "content_type", "size", "sha256")


def attach(state: State, command: c.AttachFile) -> list[f.Fact]:
    """Take a file; raises `Refusal` for one that is too large, alone or with those that are there."""
    case = case_of(state, command.case)
    found = agency_of(state, case)
    if not found.files_limit:
        raise Refusal("forbidden", f"{found.name} takes no files about its cases")
    if command.what not in WHAT:
        raise Refusal("invalid", f"a file cannot be {command.what!r}; it is one of: {', '.join(WHAT)}")
    others = sum(file.size for file in case.files) if command.what == "attachment" else 0
    if others + command.size > found.files_limit:
        raise Refusal(
            "invalid",
            f"{command.filename} has {command.size} bytes, and what is there of case {case.id} has {others}: at most"
            f" {found.files_limit} are taken in all",
            *found.rules["file_attached"],
        )
    about: dict[str, Any] = {"case": case.id, "number": case.opened.number, "state": case.state}
    words: dict[str, Any] = {
        name: getattr(command, name) for name in ("what", "filename", "content_type", "size", "sha256")
    }
    return [f.FileAttached(rules=found.rules["file_attached"], **about, **words)]


def copy_asked(state: State, found: Agency, case: str) -> tuple[f.Deadline, ...]:
    """Set when the agency asks for the copy of an invoice, if none has come until then."""
    if not found.files_limit:
        return ()
    days = int(state.settings[found.setting("copy_asked_after_banking_days")])
    day = calendar.add_banking_days(state.country, state.today, days)
    return (f.Deadline(case_day(state, day), f"copy:{case}", "ask"),)


def ask_for_copy(state: State, case_id: str, name: str) -> list[f.Fact]:
    """Ask for the copy of an invoice; nothing if it has come, or the case has ended."""
    case = state.cases[case_id]
    if case.closed_at is not None or any(file.what == "invoice_copy" for file in case.files):
        return []
    return [asked(state, case, "invoice_copy", case.state)]


def _apply_attached(state: State, fact: f.FileAttached) -> None:
    case = state.cases[fact.case]
    case.files += (fact,)
    note(state, case, fact)


def _apply_asked(state: State, fact: f.MeasureAsked) -> None:
    note(state, state.cases[fact.case], fact)


DECIDE: Deciders = {c.AttachFile: attach}
REACH: Reachers = {"copy": ask_for_copy}
APPLY: Appliers = {f.FileAttached: _apply_attached, f.MeasureAsked: _apply_asked}
