"""Settings: the client's own, and those that the company has at its agency, where a portal changes them as well."""

from typing import Any

from conformance.clients.reference.desk import Desk, outcome
from conformance.clients.reference.web import Refused

Json = dict[str, Any]

OWN = ("auto_transfer",)
"""What only this client knows."""

WANTED = "settings_wanted"
"""The note of changes that the agency has yet to be told of."""


def change_settings(desk: Desk, words: Json) -> Json:
    """The user changes settings; one of them alone changes nothing of the others."""
    known = (*OWN, *desk.provider.settings)
    unknown = [key for key in words["settings"] if key not in known]
    if unknown:
        return outcome("refused", f"No such setting: {', '.join(unknown)}; known: {', '.join(known)}.")
    kept = desk.books.note("settings", {})
    for key in OWN:
        if key in words["settings"]:
            kept[key] = {**kept.get(key, {}), **words["settings"][key]}
    desk.books.set_note("settings", kept)
    follow_the_switch(desk)
    changes = {key: value for key, value in words["settings"].items() if key not in OWN}
    return _tell_the_agency(desk, changes) if changes else outcome("done", "The settings are changed.")


def follow_the_switch(desk: Desk) -> None:
    """Keep since when the automation is on."""
    automation = desk.books.note("settings", {}).get("auto_transfer") or {}
    known = desk.books.note("automatic_since")
    since = desk.policy.switched_on(known, desk.today) if automation.get("enabled") else None
    desk.books.set_note("automatic_since", since)


def carry_on(desk: Desk) -> None:
    """Tell the agency what it could not be told before, and read what its portal has changed."""
    if not desk.provider.settings or desk.service.state not in ("pending", "active"):
        return
    if desk.books.note(WANTED, {}):
        desk.attempt_unasked(_change, desk)
    if desk.policy.reads_settings():
        _keep(desk, desk.provider.read_settings())


def _tell_the_agency(desk: Desk, changes: Json) -> Json:
    if desk.policy.tells_settings():
        desk.books.set_note(WANTED, desk.books.note(WANTED, {}) | changes)
    if desk.service.state not in ("pending", "active"):
        return outcome("pending", f"The settings are changed at {desk.agency} once it has the service.")
    try:
        done = desk.attempt(_change, desk)
    except Refused as refusal:
        return desk.refused(str(refusal))
    if not done:
        return desk.unanswered(f"{desk.agency} does not answer now. The settings are changed there later.")
    return outcome("done", f"The settings are changed at {desk.agency}.")


def _change(desk: Desk) -> None:
    """Have the agency change what is wanted; what it refuses is wanted no longer."""
    wanted = desk.books.note(WANTED, {})
    if not wanted:
        return
    try:
        found = desk.provider.change_settings(wanted)
    except Refused:
        desk.books.set_note(WANTED, {})
        raise
    with desk.books.transaction():
        desk.books.set_note(WANTED, {})
        _keep(desk, found)


def _keep(desk: Desk, found: Json) -> None:
    """Keep the agency's settings beside the client's own."""
    kept = desk.books.note("settings", {})
    own = {key: value for key, value in kept.items() if key in OWN}
    desk.books.set_note("settings", own | found)
