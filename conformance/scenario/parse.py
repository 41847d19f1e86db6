"""A document becomes scenarios: one for each provider that it is for, or every problem that it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any

from conformance.scenario.behaviour import as_json
from conformance.scenario.faults import Faults
from conformance.scenario.lint import Telling, lint
from conformance.scenario.models import DEBTOR, EXPECTATION, FILE, GRAMMAR, Scenario, Step
from conformance.scenario.problems import ScenarioError, listed
from conformance.scenario.translate import Notes, words_of
from conformance.scenario.vocabulary import Vocabulary
from conformance.scenario.words import shown
from conformance.scenario.yaml import Document, Path

ACTORS = (*GRAMMAR, "look")


@dataclass(frozen=True, slots=True)
class _Parts:
    """What could be read of a file; `file` is None where its keys themselves are wrong."""

    file: dict[str, Any] | None
    debtors: dict[str, dict[str, Any]]
    steps: dict[int, Step]


def parse(document: Document, path: str, vocabulary: Vocabulary) -> list[Scenario]:
    """The scenarios of a document, one a provider; raises `ScenarioError` with every problem it has."""
    notes = Notes(document)
    parts = _read(document, notes, vocabulary)
    lint(Telling(document, parts.file, parts.debtors, parts.steps, PurePath(path).stem), vocabulary, notes)
    if notes.problems or parts.file is None:
        raise ScenarioError(problem.within(path) for problem in notes.problems)
    return [_scenario(parts.file, parts, provider, path, vocabulary) for provider in parts.file["for"]]


def _read(document: Document, notes: Notes, vocabulary: Vocabulary) -> _Parts:
    value = document.value
    if not isinstance(value, dict):
        what = "the file is empty" if value is None else f"the file holds {shown(value)}"
        notes.add((), what, f"a mapping with the keys {listed(words_of(FILE, ()))}")
        return _Parts(None, {}, {})
    file = notes.read(FILE, value, (), "the file")
    if file is not None and "assumptions" in file:
        file["assumptions"] = _assumptions(file["assumptions"], notes, vocabulary)
    debtors = value.get("debtors")
    story = value.get("story")
    return _Parts(
        file,
        _debtors(debtors, notes, vocabulary) if isinstance(debtors, dict) else {},
        _steps(story, notes, vocabulary) if isinstance(story, list) else {},
    )


def _assumptions(words: Mapping[str, Any], notes: Notes, vocabulary: Vocabulary) -> dict[str, Any]:
    for name in words:
        if name not in vocabulary.assumed:
            notes.unknown(("assumptions", name), "there is no assumption", vocabulary.assumed.words)
    known = {name: value for name, value in words.items() if name in vocabulary.assumed}
    found: dict[str, Any] = as_json(vocabulary.assumed.read(known, ("assumptions",), notes))
    return found


# --- debtors ------------------------------------------------------------------------------------------------


def _debtors(debtors: Mapping[str, Any], notes: Notes, vocabulary: Vocabulary) -> dict[str, dict[str, Any]]:
    found = {key: _debtor(words, ("debtors", key), notes, vocabulary) for key, words in debtors.items()}
    return {key: words for key, words in found.items() if words is not None}


def _debtor(words: Any, path: Path, notes: Notes, vocabulary: Vocabulary) -> dict[str, Any] | None:
    if not isinstance(words, dict):
        notes.add(path, f"debtor {path[-1]!r} is {shown(words)}", "a mapping such as {kind: company}")
        return None
    behaviour = vocabulary.behaviour
    own = words_of(DEBTOR, ())
    known = [*own, *behaviour.words]
    for word in words:
        if word not in own and word not in behaviour:
            notes.unknown((*path, word), "a debtor has no word", known)
    says = {word: value for word, value in words.items() if word in own}
    does = {word: value for word, value in words.items() if word not in own and word in behaviour}
    who = notes.read(DEBTOR, says, path, f"debtor {path[-1]!r}")
    return {**(who or says), **behaviour.read(does, path, notes)}


# --- steps --------------------------------------------------------------------------------------------------


def _steps(story: list[Any], notes: Notes, vocabulary: Vocabulary) -> dict[int, Step]:
    found = {index: _step(step, ("story", index), notes, vocabulary) for index, step in enumerate(story)}
    return {index: step for index, step in found.items() if step is not None}


def _step(step: Any, path: Path, notes: Notes, vocabulary: Vocabulary) -> Step | None:
    actor = _only_key(step, path, notes, "step", "one actor, written - client: {verb: {words}}")
    if actor is None:
        return None
    if actor not in ACTORS:
        notes.unknown((*path, actor), "there is no actor", ACTORS, near=_as_a_verb(actor))
        return None
    line = notes.document.place(path).line
    if actor == "look":
        words = notes.read(EXPECTATION, step[actor], (*path, actor), "look")
        return None if words is None else Step(actor, actor, words, line)
    return _act(actor, step[actor], (*path, actor), notes, vocabulary)


def _act(actor: str, act: Any, path: Path, notes: Notes, vocabulary: Vocabulary) -> Step | None:
    faults = vocabulary.faults if actor == "network" else Faults({})
    verbs = [*GRAMMAR[actor], *faults.kinds]
    verb = _only_key(
        act, path, notes, f"{actor} step", f"one verb, written {{verb: words}}, of {listed(verbs)}"
    )
    if verb is None:
        return None
    if verb not in GRAMMAR[actor] and verb not in faults:
        notes.unknown((*path, verb), f"a {actor} has no verb", verbs, near=_as_a_verb(verb))
        return None
    if verb in GRAMMAR[actor]:
        words = notes.read(GRAMMAR[actor][verb], act[verb], (*path, verb), verb)
    else:
        then = partial(_step, notes=notes, vocabulary=vocabulary)
        words = faults.read(verb, act[verb], (*path, verb), notes, then)
    if words is None:
        return None
    line = notes.document.place(path[:-1]).line
    return Step(actor, verb, words if isinstance(words, dict) else {verb: words}, line)


def _as_a_verb(word: str) -> str:
    """How a verb is written that stands where it does not belong, if it is one."""
    owners = [actor for actor, verbs in GRAMMAR.items() if word in verbs]
    return f"{owners[0]}: {{{word}: …}}" if owners else ""


def _only_key(value: Any, path: Path, notes: Notes, what: str, expected: str) -> str | None:
    if isinstance(value, dict) and len(value) == 1:
        return str(next(iter(value)))
    said = f"a {what} has {listed(map(repr, value))}" if isinstance(value, dict) and value else None
    notes.add(path, said or f"a {what} is {shown(value) if value != {} else 'empty'}", expected)
    return None


# --- scenarios ----------------------------------------------------------------------------------------------


def _scenario(
    file: Mapping[str, Any], parts: _Parts, provider: str, path: str, vocabulary: Vocabulary
) -> Scenario:
    onboarding = vocabulary.onboarding.get((provider, file["country"]), ("sign", "pass_kyc"))
    handing_over = provider not in vocabulary.unasked
    return Scenario(
        id=f"{provider}/{file.get('id', PurePath(path).stem)}",
        title=file["title"],
        provider=provider,
        rules=tuple(file["rules"]),
        country=file["country"],
        start=file["start"],
        company=file.get("company", {}),
        debtors=parts.debtors,
        story=tuple(
            own
            for step in parts.steps.values()
            for own in _of_provider(step, provider, onboarding, handing_over=handing_over)
        ),
        expect=_services_of(file["expect"], provider),
        path=path,
        assumptions=file.get("assumptions", {}),
    )


def _of_provider(
    step: Step, provider: str, onboarding: tuple[str, ...], *, handing_over: bool
) -> Iterator[Step]:
    """A step as it is played of this provider: those that a story for several leaves to each are spelt out."""
    if step.actor == "look":
        yield Step(step.actor, step.verb, _services_of(step.words, provider), step.line)
    elif step.verb == "finish_activation":
        yield from (Step(step.actor, action, {}, step.line) for action in onboarding)
    elif handing_over or step.verb != "transfer_invoice":
        yield step


def _services_of(expectation: Mapping[str, Any], provider: str) -> dict[str, Any]:
    """The expectation with the state of this provider's service only: a story may be told of several."""
    services = {name: state for name, state in expectation.get("services", {}).items() if name == provider}
    rest = {word: value for word, value in expectation.items() if word != "services"}
    return {"services": services, **rest} if services else rest
