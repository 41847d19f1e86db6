"""Sandboxes become archives, and archives sandboxes: verified as the doctor verifies a store, then all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any

from simulator import ids
from simulator.births import birth_of
from simulator.channels import channels
from simulator.clock import within
from simulator.contract.document import document
from simulator.contract.schemas import problems
from simulator.doctor import Finding, Wrong, followed, unsound
from simulator.goal import moment
from simulator.listing import names
from simulator.pace import RUNNING
from simulator.refused import Refused
from simulator.retention.archive import MOST_BYTES, Archive, Head, Unfit, write
from simulator.sandbox import Sandbox
from simulator.store import Row, Store
from simulator.store.memory import MemoryStore
from simulator.world import World

_MADE_BY_SERVERS = {"forked_after"}  # of a birth, beside what can be asked for
_BIRTH = {"seed", "start", "company", "settings", "credentials", "rate", "keep", *_MADE_BY_SERVERS}


def archived(
    store: Store,
    key: bytes,
    sandbox: str,
    file: IO[bytes],
    rows: int | None = None,
    check: Callable[[], None] = lambda: None,
) -> int:
    """Write a sandbox of a store as an archive, and answer how many rows of its log it has: all, or the first `rows`.

    `key` is the server's; after each row `check` may raise to end it. Raises `Refused` for a sandbox that is not there.
    """
    births = dict(store.sandboxes())
    if sandbox not in births:
        known = ", ".join(list(births)[:10]) or "none"
        raise Refused(f"there is no sandbox {sandbox!r} in the store; there are: {known}", "not_found")
    birth = births[sandbox]
    head = Head(sandbox, _without_secrets(birth), _secrets(key, sandbox, birth))
    return write(file, head, _first(store, sandbox, rows), check)


def _first(store: Store, sandbox: str, rows: int | None) -> Iterator[Row]:
    for row in store.rows(sandbox):
        if rows is not None and row.number > rows:
            return
        yield row


def _secrets(key: bytes, sandbox: str, birth: dict[str, Any]) -> dict[str, str]:
    """The secrets of a sandbox, by channel: those that it was given, and those that come of the server's key."""
    given = birth["credentials"]
    return {
        name: given.get(name, {}).get(channel.credential) or ids.secret_of(key, sandbox, name)
        for name, channel in channels().items()
    }


def verified(file: IO[bytes], name: str, most: int = MOST_BYTES) -> tuple[Head, list[Row]]:
    """Read an archive, and answer what is in it; raises `Unfit` for one that could not be restored.

    `name` is what it is called in sentences; unpacked it may have `most` bytes.
    """
    opened = Archive(file, name, most)
    birth = _birth(opened.head, name)
    rows: list[Row] = []

    def read() -> Iterator[Row]:
        for row in opened.rows():
            within(zone, row.at)
            rows.append(row)
            yield row

    aside = World(store=MemoryStore())
    zone = aside.apart("new", birth, []).zone
    found = Finding(opened.head.sandbox)
    try:
        wrong = unsound(followed(found, aside, birth, read()))
    except Wrong as error:
        wrong = [str(error)]
    if wrong:
        raise Unfit(f"{name} is not sound: {'; '.join(wrong)}; take another copy, or export it again")
    return Head(opened.head.sandbox, birth, opened.head.secrets), rows


def _birth(head: Head, name: str) -> dict[str, Any]:
    """What an archived sandbox was made from, which has to be what can be asked for. Raises `Unfit`."""
    birth = dict(head.birth)
    if unknown := birth.keys() - _BIRTH:
        raise Unfit(
            f"{name} was born with what this version does not know ({', '.join(sorted(unknown))[:80]}): restore it "
            "with the version that wrote it"
        )
    forked = {each: birth.pop(each) for each in _MADE_BY_SERVERS & birth.keys()}
    asked = {each: value for each, value in birth.items() if (each, value) != ("rate", None)}
    asked |= {"clock": RUNNING} if "rate" in asked else {}
    asked["credentials"] = _given(asked.get("credentials"), head.secrets)
    check = document("control").operations["create_sandbox"].body_validator("application/json")
    wrong = list(problems(check, asked))[:3]
    wrong += [f"{each} is no number" for each, value in forked.items() if type(value) is not int or value < 0]
    if wrong:
        raise Unfit(f"{name} was not born as a sandbox is: {'; '.join(wrong)}")
    try:
        words = {"seed": 0, "company": {}, "settings": {}, "credentials": {}, "rate": None, **birth}
        start = moment(words.pop("start", ""))
        return {**birth_of(start=start, country="FI", **words), **forked}
    except Refused as refused:
        raise Unfit(f"{name} was not born as a sandbox is: {refused}") from refused


def _given(credentials: Any, secrets: dict[str, str]) -> Any:
    """All credentials that an archive has, as whoever asks for a sandbox may give them."""
    if not isinstance(credentials, dict) or not all(isinstance(each, dict) for each in credentials.values()):
        return credentials
    names = {name: channel.credential for name, channel in channels().items()}
    given = {name: {names.get(name, "secret"): secret} for name, secret in secrets.items()}
    return {**credentials, **{name: {**credentials.get(name, {}), **each} for name, each in given.items()}}


def restore(
    world: World,
    file: IO[bytes],
    name: str | None = None,
    *,
    called: str,
    most: int = MOST_BYTES,
) -> Sandbox:
    """Make a sandbox of an archive, and answer it; raises `Unfit` for the archive, `Refused` for the place.

    Under its own id it is the sandbox that was archived: it has its secrets and its subscriptions. With another `name`
    it is a copy, as a fork is: it has secrets of its own, and tells nobody anything until somebody subscribes to it.
    """
    head, rows = verified(file, called, most)
    if name in (None, head.sandbox):
        sandbox, birth = head.sandbox, _with_secrets(world, head)
        _check_name(sandbox, f"{called} is of a sandbox whose id is no name", "restore it under another name")
    else:
        _check_name(str(name), f"{called} cannot be restored", "name it otherwise")
        sandbox, birth = str(name), {**_without_secrets(head.birth), "forked_after": len(rows)}
    try:
        if sandbox in names(world):
            raise Refused(f"a sandbox with the name {sandbox!r} exists already", "conflict")
        return world.take_in(sandbox, birth, rows)
    except Refused as refused:
        hint = "restore the archive under another name, or delete that one first"
        raise Refused(f"{called} cannot be restored: {refused}; {hint}", refused.kind) from refused


def _check_name(name: str, what: str, hint: str) -> None:
    """Refuse a name that nobody could ask a sandbox to be made under."""
    check = document("control").operations["create_sandbox"].body_validator("application/json")
    if wrong := next(problems(check, {"name": name}), None):
        raise Refused(f"{what}: {wrong}; {hint}")


def _with_secrets(world: World, head: Head) -> dict[str, Any]:
    """What a sandbox was made from, with the secrets that it would not get by itself in this world."""
    birth = {**head.birth, "credentials": {**head.birth["credentials"]}}
    own = _secrets(world.key, head.sandbox, {"credentials": {}})
    for name, secret in head.secrets.items():
        if not ids.same(own.get(name, ""), secret):
            credential = channels()[name].credential
            birth["credentials"][name] = {**birth["credentials"].get(name, {}), credential: secret}
    return birth


def _without_secrets(birth: dict[str, Any]) -> dict[str, Any]:
    """What a sandbox was made from, but for the secrets that find it."""
    secrets = {name: channel.credential for name, channel in channels().items()}
    kept = {
        name: {word: value for word, value in words.items() if word != secrets.get(name)}
        for name, words in birth["credentials"].items()
    }
    return {**birth, "credentials": {name: words for name, words in kept.items() if words}}
