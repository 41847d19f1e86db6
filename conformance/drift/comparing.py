"""What is added, removed or changed between what dunbox knows of a provider's operations and what a document says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# What an operation is called says nothing of how it is used.
_NAMES_ONLY = ("id",)
# So many operations of one source tell whether a document is that source.
_TELLING = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: where it stands in the operation, how it was and is.

    `matters` if a client can use already what changed, or has to send from now on what is new. A field, a media type or
    a parameter that may be left out, and a scope that is enough as well, break nobody.
    """

    kind: str
    place: str
    before: str = ""
    now: str = ""
    matters: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """An operation that is served here and is another one in the document; `gone` if it is not there at all."""

    operation: str
    duties: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    gone: bool = False

    @property
    def matters(self) -> bool:
        """Whether clients depend on something of it that changed."""
        return self.gone or any(change.matters for change in self.changes)


@dataclass(frozen=True, slots=True)
class Drift:
    """What a document says otherwise: `compared` operations are in both, `new` ones are not served here."""

    compared: int
    differences: tuple[Difference, ...] = ()
    new: tuple[str, ...] = field(default=())


def compared(
    known: Mapping[str, Mapping[str, Any]],
    sources: Mapping[str, str],
    duties: Mapping[str, Sequence[str]],
    current: Mapping[str, Mapping[str, Any]],
) -> Drift:
    """Compare facts by operation. An operation is gone if others of its source are in the document."""
    both = [name for name in known if name in current]
    differences = []
    for name in known:
        about = tuple(duties.get(name, ()))
        if name in current:
            changes = tuple(_changes(known[name], current[name]))
            if changes:
                differences.append(Difference(name, about, changes))
        elif _is_of_it(name, sources, current):
            differences.append(Difference(name, about, gone=True))
    return Drift(len(both), tuple(differences), tuple(sorted(current.keys() - known.keys())))


def _is_of_it(operation: str, sources: Mapping[str, str], current: Mapping[str, Any]) -> bool:
    """Whether a document is the one that an operation stood in: it has more than half of the others of its source.

    Fewer than three others prove nothing: then it has to have all that there are of any source.
    """
    mine = [name for name, of in sources.items() if name != operation and of == sources.get(operation)]
    if len(mine) >= _TELLING:
        return 2 * sum(name in current for name in mine) > len(mine)
    others = [name for name in sources if name != operation]
    return bool(others) and all(name in current for name in others)


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    old, new = dict(_flat(_renamed(before))), dict(_flat(_renamed(now)))
    for place in [*old, *(place for place in new if place not in old)]:
        if place.split(" ")[0] in _NAMES_ONLY or old.get(place) == new.get(place):
            continue
        if place not in new:
            yield Change(REMOVED, place, before=old[place])
        elif place not in old:
            yield Change(ADDED, place, now=new[place], matters=_must_be_sent(place, new[place], old))
        else:
            yield Change(CHANGED, place, old[place], new[place])


def _must_be_sent(place: str, said: str, old: Mapping[str, str]) -> bool:
    """Whether a new parameter or field is required, of something that clients send already."""
    within = place.rpartition(" ")[0]
    known = within in old or within.removesuffix("[]") in old or within in ("path", "query")
    return place.startswith(("path", "query", "body")) and said.endswith(", required") and known


def _renamed(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with the body in one place, whether it may be left out or not."""
    words = dict(facts)
    optional = words.pop("body that may be left out", None)
    if optional is not None:
        words["body"] = optional
    words["body may be left out"] = str(optional is not None)
    return words


def _flat(facts: Any, place: str = "", required: bool = False) -> Iterator[tuple[str, str]]:
    """Every place of some facts, with what is said of it."""
    more = ", required" if required else ""
    if isinstance(facts, Mapping):
        if place.count(" "):
            yield place, f"object{more}"
        for name, one in facts.items():
            yield from _flat(one, f"{place} {name.removesuffix('*')}".strip(), str(name).endswith("*"))
    elif place == "scopes":
        yield from ((f"{place} {scope}", "enough") for scope in facts)
    elif isinstance(facts, list):
        yield place, f"list{more}"
        for one in facts:
            yield from _flat(one, f"{place}[]")
    else:
        yield place, f"{facts}{more}"


def shown(changes: Iterable[Change]) -> Iterator[str]:
    """Each change in a line."""
    for one in changes:
        what = {ADDED: one.now, REMOVED: f"was {one.before}", CHANGED: f"{one.before} -> {one.now}"}[one.kind]
        yield f"{one.kind}  {one.place}: {what}{'' if one.matters else '   (breaks nobody)'}"
