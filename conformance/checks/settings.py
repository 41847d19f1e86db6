"""Whether the client's settings and those that its company has at an agency are one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._chances import Chances
from conformance.trace import Record
from conformance.verdict import Finding

NAMES = (
    "reminders",
    "start_from_collection",
    "approve_before_demand",
    "approve_before_legal",
    "include_info",
    "include_external_number",
    "batch_payments",
    "batch_account",
)
"""The settings at an agency, in the driver's words."""


@check(
    "settings.followed",
    topic="settings",
    reads=("wire", "books", "truth"),
    right="Somebody has set two reminders in the portal on Monday; on Tuesday the client shows two.",
    wrong="It shows one reminder, as its user once set it there.",
    duties=("read_settings",),
)
def settings_followed(looking: Looking) -> Iterator[Finding]:
    """The settings that the client shows are those at the agency, by the second tick after they were changed.

    Each by its own name; what the client does not show is not judged.
    """
    chances = looking.trace.derived(Chances)
    for view in looking.trace.views():
        changed = [fact for fact in looking.trace.facts("settings_changed") if fact.id < view.record.id]
        for row in view.rows("services") or ():
            shown = row.get("settings")
            mine = [fact for fact in changed if fact.data.get("provider") == row.get("provider")]
            if not isinstance(shown, Mapping) or not mine or not chances.missed(mine[-1].id, view.record.id):
                continue
            for name, value in _told(mine).items():
                if name in shown:
                    looking.at()
                    if str(shown[name]) != str(value):
                        yield _differs(view.record, name, value, shown[name], mine[-1])


def _told(changed: list[Record]) -> dict[str, Any]:
    """What was changed, by name; the last word of each."""
    found: dict[str, Any] = {}
    for fact in changed:
        found |= {name: value for name, value in (fact.data.get("changes") or {}).items() if name in NAMES}
    return found


def _differs(view: Record, name: str, value: Any, shown: Any, fact: Record) -> Finding:
    return Finding(
        message=f"the setting {name} is not shown as it is at the agency",
        expected=str(value),
        actual=str(shown),
        at=view.at.isoformat(),
        evidence=(fact.id, view.id),
    )


@check(
    "settings.changed",
    topic="settings",
    reads=("wire", "books"),
    right="The user wants two reminders: the client answers `done`, and has changed it at the agency.",
    wrong="It answers `done`, and keeps the setting to itself.",
    duties=("change_settings",),
)
def settings_changed(looking: Looking) -> Iterator[Finding]:
    """A setting of the agency that the user changes is changed there, by the second tick.

    Judged is what the client took while the company had the service, or had ordered it. Where it stood so at the
    agency already, an answer that shows it will do.
    """
    chances = looking.trace.derived(Chances)
    both = looking.trace.exchanges("change_settings", "read_settings")
    calls = [call for call in both if call.accepted or call.committed]
    for act in looking.trace.acts("change_settings"):
        wanted = {name: value for name, value in (act.request.get("settings") or {}).items() if name in NAMES}
        due = chances.second_after(act.id)
        ordered = any(call.id < act.id for call in looking.trace.exchanges("activate") if call.accepted)
        if not wanted or due is None or not ordered or (act.ok or {}).get("outcome") == "refused":
            continue
        looking.at()
        last = looking.trace.end_of(due)
        mine = [call for call in calls if act.id < call.id <= last]
        lacking = [
            name for name, value in wanted.items() if not any(_sets(call, name, value) for call in mine)
        ]
        if lacking:
            yield Finding(
                message=f"the user changed {', '.join(lacking)}, and the agency was not told",
                expected="a call that changes it, by the second tick",
                actual=f"{len(mine)} of such calls, none with it" if mine else "none",
                at=act.at.isoformat(),
                evidence=(act.id, *(call.id for call in mine)),
            )


def _sets(call: Record, name: str, value: Any) -> bool:
    return str(call.means.get(name)) == str(value)
