"""Logging in and out, and the files that pages load."""

from __future__ import annotations

from urllib.parse import urlsplit

from simulator.console.assets import TYPES, assets
from simulator.console.routing import TEXT, action, page
from simulator.console.visit import HOME, Visit
from simulator.port import Answer, Problem

_KEPT = "public, max-age=31536000, immutable"  # its address changes with it


@action("/login", free=True, token=TEXT)
def login(visit: Visit) -> Answer:
    """Open a session for whoever knows the control token, and go to where it was asked for."""
    session = visit.gate.opened(visit.field("token"))
    if session is None and visit.gate.asks:
        raise Problem(401, "", "", ["that is not the control token of this server"])
    answer = visit.gone_to(_asked(visit))
    if session is not None:
        answer.headers["Set-Cookie"] = visit.gate.cookie_of(visit.call, session)
    return answer


@action("/logout")
def logout(visit: Visit) -> Answer:
    """End a session."""
    if visit.session is not None:
        visit.gate.end(visit.session)
    answer = visit.gone_to(HOME)
    answer.headers["Set-Cookie"] = visit.gate.cookie_of(visit.call, None)
    return answer


@page("/static/{digest}/{name}", free=True, media=tuple(TYPES.values()))
def file(visit: Visit) -> Answer:
    """Answer a style sheet or a script."""
    name = visit.call.path["name"]
    if name not in assets():
        raise Problem(404, "", "", [f"there is no file {name!r} here"])
    media = next(kind for ending, kind in TYPES.items() if name.endswith(ending))
    return Answer(200, assets()[name], media, {"Cache-Control": _KEPT})


def _asked(visit: Visit) -> str:
    """The page of this console that asked for the token, if it was one."""
    try:
        came = urlsplit(visit.call.headers.get("referer", ""))
    except ValueError:
        return HOME
    inside = came.path == HOME or came.path.startswith(f"{HOME}/")
    if not inside or came.path in (f"{HOME}/login", f"{HOME}/logout"):
        return HOME
    return f"{came.path}?{came.query}" if came.query else came.path
