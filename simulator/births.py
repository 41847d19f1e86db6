"""What a sandbox is made from: its birth, as JSON values that a store keeps, and the state that it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from simulator import clock, pace, people
from simulator.agencies import agencies
from simulator.assumed import settings_with
from simulator.domain.codec import plain
from simulator.domain.draw import Draw
from simulator.domain.state import State
from simulator.law import LAWS, law_of
from simulator.post_offices import post_offices
from simulator.refused import Refused, told


def birth_of(
    *,
    seed: int,
    start: datetime | None,
    country: str,
    company: Mapping[str, Any] | None,
    settings: Mapping[str, Any] | None,
    credentials: Mapping[str, Mapping[str, str]] | None,
    rate: int | None,
    keep: bool = False,
) -> dict[str, Any]:
    """Answer what a sandbox is made from, in the words of `World.create`; raises `Refused`."""
    given = dict(company or {})
    country = str(given.get("country", country))
    if country not in LAWS:
        raise Refused(f"a sandbox cannot be in {country!r}; it can be in: {', '.join(LAWS)}")
    law = law_of(country)
    zone = _zone(str(given.get("time_zone", law.zone)))
    birth = {
        "seed": seed,
        "start": _start(zone, start).isoformat(),
        "company": plain(_company(Draw(seed), country, str(zone), law.currency, given)),
        "settings": plain(dict(settings or {})),
        "credentials": plain(dict(credentials or {})),
        "rate": _rate(rate),
        **({"keep": True} if keep else {}),
    }
    settings_with(birth["settings"])  # refuses an unknown one before anything is kept
    return birth


def state_of(birth: dict[str, Any]) -> State:
    """Answer the state of a sandbox in which nothing has happened."""
    start = datetime.fromisoformat(birth["start"]).astimezone(UTC)
    return State(
        draw=Draw(int(birth["seed"])),
        company=birth["company"],
        law=law_of(birth["company"]["country"]),
        post_offices=post_offices,
        agencies=agencies(),
        settings=settings_with(birth["settings"]),
        born=start.astimezone(ZoneInfo(birth["company"]["time_zone"])).date(),
        now=start,
        credentials=birth["credentials"],
    )


def _company(draw: Draw, country: str, zone: str, currency: str, given: dict[str, Any]) -> dict[str, Any]:
    with told():
        return people.company(draw, country, zone, currency, given)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise Refused(f"{name!r} is no time zone; one is written like Europe/Helsinki") from None


def _start(zone: ZoneInfo, start: datetime | None) -> datetime:
    try:
        return clock.instant(zone, start or clock.DEFAULT_START)
    except ValueError as error:
        raise Refused(f"a sandbox cannot start then: {error}") from error


def _rate(rate: int | None) -> int | None:
    if rate is None or 1 <= rate <= pace.FASTEST:
        return rate
    raise Refused(f"a clock cannot run {rate} times as fast as real time; 1 to {pace.FASTEST} times it can")
