"""What the network does in a story: the simulator's faults, read by the JSON Schema that it gives for each.

The language knows the words that faults share, which say where one strikes; those of each kind are the
simulator's, so a new fault needs no change here. One thing is told otherwise in a story than to the simulator:
`then`, a step, stands for `calls` of its control API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from conformance.scenario.behaviour import Behaviour, as_json
from conformance.scenario.models import STRIKES, Step
from conformance.scenario.problems import listed
from conformance.scenario.translate import Notes, words_of
from conformance.scenario.words import shown
from conformance.scenario.yaml import Path

THEN_ACTORS = ("debtor", "provider")
_CALLS, _THEN = "calls", "then"
# What a fault strikes (`x-strikes` of its schema), and the shared words that have no meaning there.
_MEANINGLESS = {"call": ("event",), "message": ("on",)}

ReadStep = Callable[[Any, Path], Step | None]


class Faults:
    """The kinds of fault that there are, and how to read the words of each; without schemas every kind passes."""

    def __init__(
        self,
        schemas: Mapping[str, Any] | None,
        wrong: Callable[[str, dict[str, Any]], str | None] = lambda kind, words: None,
    ) -> None:
        """Take the JSON Schema of each kind's own words, and what says that sound ones say nothing together."""
        self._wrong = wrong
        self.anything = schemas is None
        self._schemas = schemas or {}
        self._own = {kind: Behaviour(_without_calls(schema)) for kind, schema in self._schemas.items()}

    @property
    def kinds(self) -> list[str]:
        """The names of the kinds."""
        return list(self._schemas)

    def reads_only(self, kind: str) -> bool:
        """Whether a kind strikes only calls that read."""
        return bool(self._schemas.get(kind, {}).get("x-reads"))

    def __contains__(self, kind: str) -> bool:
        return self.anything or kind in self._schemas

    def read(self, kind: str, words: Any, path: Path, notes: Notes, step: ReadStep) -> dict[str, Any] | None:
        """The words of a fault of a known kind, or None after noting every error; `step` reads what is done then."""
        if not isinstance(words, dict):
            notes.add(path, f"{kind} is {shown(words)}", f"a mapping such as {{{kind}: {{nth: 1}}}}")
            return None
        before = len(notes.problems)
        own, shared = self._own.get(kind, Behaviour(None)), self._shared(kind)
        known = [*shared, *own.words, *([_THEN] if self._takes_then(kind) else [])]
        strange = [] if own.anything else [word for word in words if word not in known]
        for word in strange:
            notes.unknown((*path, word), f"{kind} has no word", known)
        if strange:  # what it lacks may be what is written wrong
            own = Behaviour({**own.schema, "required": []})
        when = notes.read(STRIKES, {word: words[word] for word in words if word in shared}, path, kind)
        mine = {word: value for word, value in words.items() if word not in (*shared, *strange, _THEN)}
        found = {**(when or {}), **as_json(own.read(mine, path, notes))}
        found |= self._then(kind, words, path, notes, step)
        if len(notes.problems) == before and not self._takes_then(kind):
            self._note_idle(kind, mine, path, notes)
        return found if len(notes.problems) == before else None

    def _note_idle(self, kind: str, own: Mapping[str, Any], path: Path, notes: Notes) -> None:
        said = self._wrong(kind, as_json(own))
        if said:
            notes.add(path, f"{kind}: {said}", "words that go together")

    def schema(self, kind: str, shared: Mapping[str, Any], step: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON Schema of a kind's words in a story, for editors.

        `shared` has those of the words that faults share, `step` is that of what is done `then`.
        """
        own = {word: value for word, value in self._own[kind].schema.items() if not word.startswith("x-")}
        then = {_THEN: step} if self._takes_then(kind) else {}
        common = {word: shared[word] for word in self._shared(kind)}
        title = own.pop("title", kind)
        return {
            **own,
            "description": f"{title[:1].lower()}{title[1:]}",
            "properties": {**common, **own["properties"], **then},
            "required": [*own["required"], *then],
        }

    def _shared(self, kind: str) -> list[str]:
        """The words that a kind shares with others; where it has one of its own of that name, it is its own."""
        schema = self._schemas.get(kind, {})
        strange = (*_MEANINGLESS.get(schema.get("x-strikes", ""), ()), *schema.get("properties", {}))
        return [word for word in words_of(STRIKES, ()) if word not in strange]

    def _takes_then(self, kind: str) -> bool:
        return self.anything or _CALLS in self._schemas[kind].get("properties", {})

    def _then(
        self, kind: str, words: Mapping[str, Any], path: Path, notes: Notes, read: ReadStep
    ) -> dict[str, Any]:
        if not self._takes_then(kind) or (self.anything and _THEN not in words):
            return {}
        if _THEN not in words:
            notes.add(path, f"{kind} lacks {_THEN!r}", f"the word {_THEN!r}")
            return {}
        actor = next(iter(words[_THEN]), None) if isinstance(words[_THEN], dict) else None
        if actor not in THEN_ACTORS:
            what = f"then cannot be {shown(words[_THEN]) if actor is None else f'a step of {actor!r}'}"
            notes.add((*path, _THEN), what, f"one step of {listed(THEN_ACTORS)}")
            return {}
        return {_THEN: read(words[_THEN], (*path, _THEN))}


def _without_calls(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = {word: value for word, value in schema.get("properties", {}).items() if word != _CALLS}
    required = [word for word in schema.get("required", ()) if word != _CALLS]
    return {**schema, "properties": properties, "required": required, "additionalProperties": False}
