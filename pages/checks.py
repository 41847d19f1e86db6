"""The page of the checks: what `dunbox explain` says of each."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks import Check, all_checks
from conformance.clients.wrong import all_wrong_clients
from pages import ruled
from pages.markdown import code, items, plain, sections

_READS = {
    "wire": "the calls and webhooks that crossed the wire",
    "books": "what the client was asked, its replies and views, and bank statements",
    "truth": "what really happened, and what the story expects",
}


def page() -> str:
    """Every check by its topic, and the rules of every client, as Markdown."""
    topics = sorted({check.topic for check in all_checks()})
    return "\n".join(
        [
            *(f"## About {topic}\n\n{_topic(topic)}" for topic in topics),
            f"## Rules of every client\n\nThose of a provider stand on its own page.\n\n{ruled.text('client', '')}",
        ]
    )


def _topic(topic: str) -> str:
    mine = [check for check in all_checks() if check.topic == topic]
    return "\n".join(sections(3, ((check.id, _check(check)) for check in mine)))


def _check(check: Check) -> str:
    law = "\n\n".join(plain(" ".join(part.split())) for part in check.text.split("\n\n"))
    return f"{law}\n\n{items(_words(check))}"


def _words(check: Check) -> Iterator[tuple[str, str]]:
    yield "Right", plain(check.right)
    yield "Wrong", plain(check.wrong)
    yield "How severe", check.severity
    yield "Reads", "; ".join(f"*{kind}*, {_READS[kind]}" for kind in check.reads)
    rules = check.rules_in(ruled.catalogue())
    yield "Rules", ", ".join(ruled.link(rule, "../checks", "agencies/") for rule in rules)
    caught = (client.id for client in all_wrong_clients() if check.id in client.must)
    yield "Has to catch", ", ".join(map(code, caught))
