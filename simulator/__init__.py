"""dunbox's simulator: fake collection services that answer as the real ones do, on a clock of their own.

The public face. A `World` holds sandboxes, a `Server` serves them on a free port; everything else of this package is
its own affair. Names are loaded when they are first used, so that a command that needs none of them starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.assumed import assumptions
    from simulator.bank import Statement
    from simulator.courier import Courier, courier_of
    from simulator.crowd import crowded
    from simulator.debtors import words as debtor_words
    from simulator.doctor import Finding, examined
    from simulator.doctor import opened as opened_to_read
    from simulator.documents.readers import read as read_invoice
    from simulator.doors.dunbox import Dunbox
    from simulator.doors.httpx import HttpxTransport
    from simulator.doors.requests import RequestsAdapter, requests_session
    from simulator.doors.responses import ResponsesDoor
    from simulator.face import (
        calendar_range,
        hold_store,
        is_database,
        onboarding_steps,
        open_store,
        providers,
        unasked_providers,
    )
    from simulator.faults import words as fault_words
    from simulator.faults import wrong as fault_wrong
    from simulator.http.connexion_front import MissingExtra, connexion_app
    from simulator.http.core import Core, Request
    from simulator.http.door import listening
    from simulator.http.membership import Membership, door_at
    from simulator.http.server import Server, check_front, serve
    from simulator.http.supervisor import Supervisor
    from simulator.http.surfaces import channel_surfaces
    from simulator.journal import Exchange
    from simulator.listing import names as sandbox_names
    from simulator.listing import rows_of_all
    from simulator.loopback import is_loopback
    from simulator.memory import hold_much
    from simulator.month import about_to_send, live_a_month
    from simulator.outbox import Message
    from simulator.refused import Refused
    from simulator.retention.archive import Unfit
    from simulator.retention.expiry import Expiry
    from simulator.retention.expiry import Rules as ExpiryRules
    from simulator.retention.filing import archives_in
    from simulator.retention.filing import name_of as archive_name
    from simulator.retention.filing import put as put_archive
    from simulator.retention.restoring import archived, restore, verified
    from simulator.sandbox import Sandbox
    from simulator.sharing import Moved
    from simulator.store import Share, StoreError
    from simulator.world import World

__all__ = [
    "Core",
    "Courier",
    "Dunbox",
    "Exchange",
    "Expiry",
    "ExpiryRules",
    "Finding",
    "HttpxTransport",
    "Manner",
    "Membership",
    "Message",
    "MissingExtra",
    "Moved",
    "Refused",
    "Request",
    "RequestsAdapter",
    "ResponsesDoor",
    "Sandbox",
    "Server",
    "Share",
    "Statement",
    "StoreError",
    "Supervisor",
    "Unfit",
    "World",
    "about_to_send",
    "archive_name",
    "archived",
    "archives_in",
    "assumptions",
    "calendar_range",
    "channel_surfaces",
    "check_front",
    "connexion_app",
    "courier_of",
    "crowded",
    "debtor_words",
    "door_at",
    "examined",
    "fault_words",
    "fault_wrong",
    "hold_much",
    "hold_store",
    "is_database",
    "is_loopback",
    "listening",
    "live_a_month",
    "onboarding_steps",
    "open_store",
    "opened_to_read",
    "providers",
    "put_archive",
    "read_invoice",
    "requests_session",
    "restore",
    "rows_of_all",
    "sandbox_names",
    "serve",
    "unasked_providers",
    "verified",
]

_HOMES = {
    "Core": ("simulator.http.core", "Core"),
    "Courier": ("simulator.courier", "Courier"),
    "Dunbox": ("simulator.doors.dunbox", "Dunbox"),
    "Exchange": ("simulator.journal", "Exchange"),
    "Expiry": ("simulator.retention.expiry", "Expiry"),
    "ExpiryRules": ("simulator.retention.expiry", "Rules"),
    "Finding": ("simulator.doctor", "Finding"),
    "HttpxTransport": ("simulator.doors.httpx", "HttpxTransport"),
    "Manner": ("simulator.http.server", "Manner"),
    "Membership": ("simulator.http.membership", "Membership"),
    "Message": ("simulator.outbox", "Message"),
    "MissingExtra": ("simulator.http.connexion_front", "MissingExtra"),
    "Moved": ("simulator.sharing", "Moved"),
    "Refused": ("simulator.refused", "Refused"),
    "Request": ("simulator.http.core", "Request"),
    "RequestsAdapter": ("simulator.doors.requests", "RequestsAdapter"),
    "ResponsesDoor": ("simulator.doors.responses", "ResponsesDoor"),
    "Sandbox": ("simulator.sandbox", "Sandbox"),
    "Server": ("simulator.http.server", "Server"),
    "Share": ("simulator.store", "Share"),
    "Statement": ("simulator.bank", "Statement"),
    "StoreError": ("simulator.store", "StoreError"),
    "Supervisor": ("simulator.http.supervisor", "Supervisor"),
    "Unfit": ("simulator.retention.archive", "Unfit"),
    "World": ("simulator.world", "World"),
    "about_to_send": ("simulator.month", "about_to_send"),
    "archive_name": ("simulator.retention.filing", "name_of"),
    "archived": ("simulator.retention.restoring", "archived"),
    "archives_in": ("simulator.retention.filing", "archives_in"),
    "assumptions": ("simulator.assumed", "assumptions"),
    "calendar_range": ("simulator.face", "calendar_range"),
    "channel_surfaces": ("simulator.http.surfaces", "channel_surfaces"),
    "check_front": ("simulator.http.server", "check_front"),
    "connexion_app": ("simulator.http.connexion_front", "connexion_app"),
    "courier_of": ("simulator.courier", "courier_of"),
    "crowded": ("simulator.crowd", "crowded"),
    "debtor_words": ("simulator.debtors", "words"),
    "door_at": ("simulator.http.membership", "door_at"),
    "examined": ("simulator.doctor", "examined"),
    "fault_words": ("simulator.faults", "words"),
    "fault_wrong": ("simulator.faults", "wrong"),
    "hold_much": ("simulator.memory", "hold_much"),
    "hold_store": ("simulator.face", "hold_store"),
    "is_database": ("simulator.face", "is_database"),
    "is_loopback": ("simulator.loopback", "is_loopback"),
    "listening": ("simulator.http.door", "listening"),
    "live_a_month": ("simulator.month", "live_a_month"),
    "onboarding_steps": ("simulator.face", "onboarding_steps"),
    "open_store": ("simulator.face", "open_store"),
    "opened_to_read": ("simulator.doctor", "opened"),
    "providers": ("simulator.face", "providers"),
    "put_archive": ("simulator.retention.filing", "put"),
    "read_invoice": ("simulator.documents.readers", "read"),
    "requests_session": ("simulator.doors.requests", "requests_session"),
    "restore": ("simulator.retention.restoring", "restore"),
    "rows_of_all": ("simulator.listing", "rows_of_all"),
    "sandbox_names": ("simulator.listing", "names"),
    "serve": ("simulator.http.server", "serve"),
    "unasked_providers": ("simulator.face", "unasked_providers"),
    "verified": ("simulator.retention.restoring", "verified"),
}

# Packages that a name of this face needs and that dunbox does without: extras of their own, under their own names.
_EXTRAS = ("httpx", "responses")


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has: {', '.join(__all__)}")
    module, attribute = _HOMES[name]
    try:
        value = getattr(import_module(module), attribute)
    except ModuleNotFoundError as missing:
        if missing.name not in _EXTRAS:
            raise
        need = f"simulator.{name} needs {missing.name}, which is not installed"
        remedy = f"python -m pip install 'dunbox[{missing.name}]'"
        raise ModuleNotFoundError(f"{need}: {remedy}", name=missing.name) from missing
    globals()[name] = value
    return value
