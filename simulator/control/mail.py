"""The letters that debtors got, as the control API shows them: a list, and each as plain text or as a PDF."""

from __future__ import annotations

from itertools import islice
from typing import Any

from simulator.letters import sent
from simulator.letters.pdf import pdf
from simulator.letters.text import text
from simulator.port import Answer
from simulator.refused import Refused
from simulator.sandbox import Sandbox

TEXT, PDF = "text/plain; charset=utf-8", "application/pdf"


def listed(sandbox: Sandbox, after: int, limit: int, number: str | None) -> dict[str, Any]:
    """Answer a page of the letters after a place of the timeline, perhaps those about one invoice only."""
    with sandbox.lock:
        every = sent.letters(sandbox.state, after)
        wanted = (each for each in every if number in (None, each[1].number))
        found = [
            {
                "seq": happened.sequence,
                "at": happened.at.astimezone(sandbox.zone).isoformat(),
                "provider": sandbox.state.cases[fact.case].opened.provider,
                "case": fact.case,
                "number": fact.number,
                "letter": fact.letter,
                "nth": fact.nth,
                "language": sent.language_of(sandbox.state, fact),
            }
            for happened, fact in islice(wanted, limit + 1)
        ]
    following = found[limit - 1]["seq"] if len(found) > limit else None
    return {"letters": found[:limit], "next": following}


def written(sandbox: Sandbox, name: str, accept: str) -> Answer:
    """Answer a letter by its place on the timeline: a PDF if the name ends so or a PDF is accepted, else plain text.

    Raises `Refused` where no letter was sent at that place, and where a PDF cannot be written.
    """
    place, _, ending = name.partition(".")
    with sandbox.lock:
        fact = sent.letter_at(sandbox.state, int(place))
        if fact is None:
            raise Refused(
                f"fact {place} of this sandbox is no letter; the list of letters has each one's seq",
                "not_found",
            )
        letter = sent.letter(sandbox.state, sandbox.state.timeline[int(place) - 1].at, fact)
    if ending == "pdf" or (not ending and _prefers_pdf(accept)):
        try:
            return Answer(200, pdf(letter), PDF)
        except ModuleNotFoundError as error:
            raise Refused(
                f"a PDF cannot be written without {error.name}: python -m pip install 'dunbox[pdf]',"
                " or ask for text/plain",
                "conflict",
            ) from error
    return Answer(200, text(letter).encode(), TEXT)


def _prefers_pdf(accept: str) -> bool:
    """Whether an Accept header names PDFs, and plain text not before them."""
    weights = {"application/pdf": 0.0, "text/plain": 0.0}
    for part in accept.lower().split(","):
        media, _, quality = part.partition(";q=")
        if media.strip() in weights:
            weights[media.strip()] = _weight(quality)
    return weights["application/pdf"] > weights["text/plain"]


def _weight(quality: str) -> float:
    """The weight of an alternative (RFC 9110, 12.4.2); 1 where none can be read."""
    try:
        return float(quality)
    except ValueError:
        return 1.0
