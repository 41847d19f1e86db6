"""The result of a run as one HTML file that needs nothing else: no network, no fonts, and no script to be read.

Every text in it is escaped by the templates, and the page's own policy forbids any script and style but its own two,
named by their hashes; so nothing that a client or a debtor is called can act in it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from conformance.reports import story
from conformance.reports.bounds import client_of, line, moment, shard_of
from conformance.reports.happenings import LANES
from conformance.reports.library import Library, Traces
from conformance.reports.picture import shapes
from conformance.verdict import PASSED, VERDICTS, counted

MOST_BYTES = 5_000_000
# How many stories that failed are open at first, and what is kept for a story of which only its verdict is told.
_OPEN, _NAMED = 12, 1_400
# In less a story's life has never fitted: its trace is not even read.
_LIFE = 8_000
_MOST_RULES = 2_000
_GLYPHS = {"passed": "✓", "failed": "✗", "warned": "!", "known": "✗", "not_applicable": "–"}


def to_bytes(result: Mapping[str, Any], traces: Traces, library: Library) -> bytes:
    """The page, UTF-8, of at most 5 MB: where there is more, stories that went well are told in less detail."""
    scenarios = list(result["scenarios"])
    anchors = dict(zip((one["id"] for one in scenarios), _anchors(scenarios), strict=True))
    style, script = (_source(name) for name in ("report.css", "report.js"))
    around = {
        **_head(result),
        **_table(result, anchors),
        **_glossary(scenarios, library),
        "shapes": shapes(),
        "style": Markup(style),  # noqa: S704 - our own file; nothing of the result is in it
        "script": Markup(script),  # noqa: S704 - the same
        "style_hash": _hash(style),
        "script_hash": _hash(script),
    }
    page = _templates().get_template("report.html")
    spent = len(_encoded(page.render(around, stories="")))
    stories = _stories(result, traces, library, anchors, max(0, MOST_BYTES - spent))
    return _encoded(page.render(around, stories=Markup("").join(stories)))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("conformance.reports", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _source(name: str) -> str:
    return _templates().get_template(name).render()


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


# --- the head -----------------------------------------------------------------------------------------------


def _head(result: Mapping[str, Any]) -> dict[str, Any]:
    scenarios = result["scenarios"]
    looks = [story.look(one) for one in scenarios]
    passed = looks.count(PASSED)
    return {
        "client": client_of(result),
        "dunbox": line(result["dunbox"]),
        "headline": f"{passed} of {counted(len(scenarios), 'story')} passed".replace("storys", "stories"),
        "counts": [
            (story.named(name), name, looks.count(name)) for name in (*VERDICTS, "known") if name in looks
        ],
        "about": [
            ("client", client_of(result)),
            ("dunbox", line(result["dunbox"])),
            ("seed", line(result["seed"])),
            ("run", f"{moment(result['started'])}, {result['seconds']:.1f} s{shard_of(result)}"),
            ("virtual time", counted(result["virtual_days"], "day")),
        ],
        "notes": list(_notes(result)),
        "unlooked": _unlooked(result),
        "stale": [
            line(f"{one['place']}: {one['message']}", 600)
            for one in (result.get("baseline") or {}).get("stale", ())
        ],
    }


def _notes(result: Mapping[str, Any]) -> Iterator[str]:
    reasons: dict[str, int] = {}
    for one in result["scenarios"]:
        if one["verdict"] == "not_applicable":
            why = line(one.get("message") or "no reason is known", 200)
            reasons[why] = reasons.get(why, 0) + 1
    for why, count in list(reasons.items())[:20]:
        yield f"Not applicable, {count}: {why}."


def _unlooked(result: Mapping[str, Any]) -> list[str]:
    if "shard" in result:  # what this one did not look at another may have
        return []
    rules = [one.get("id") if isinstance(one, Mapping) else one for one in result["unlooked"]]
    return [line(rule, 60) for rule in rules[:_MOST_RULES]]


# --- the table ----------------------------------------------------------------------------------------------


def _anchors(scenarios: list[Mapping[str, Any]]) -> list[str]:
    """The address of each story in the page: of its id, so that a link holds from run to run."""
    made: dict[str, int] = {}
    anchors = []
    for one in scenarios:
        name = f"s-{story.anchored(one['id'])}"
        made[name] = made.get(name, 0) + 1
        anchors.append(name if made[name] == 1 else f"{name}--{made[name]}")
    return anchors


def _table(result: Mapping[str, Any], anchors: Mapping[str, str]) -> dict[str, Any]:
    scenarios = result["scenarios"]
    providers = sorted({line(one["provider"], 40) for one in scenarios})
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for one in scenarios:
        name = line(one["id"], 120)
        row = name.removeprefix(f"{one['provider']}/")
        shown = story.look(one)
        rows.setdefault(row, {})[line(one["provider"], 40)] = {
            "id": name,
            "anchor": anchors[one["id"]],
            "look": shown,
            "verdict": story.named(shown),
            "glyph": _GLYPHS.get(shown, "?"),
        }
    grid = [(name, [cells.get(provider) for provider in providers]) for name, cells in sorted(rows.items())]
    return {"providers": providers, "grid": grid}


def _glossary(scenarios: list[Mapping[str, Any]], library: Library) -> dict[str, Any]:
    """The checks that looked at something in this run, and all rules that it or the stories can lead to."""
    looked = {str(check["id"]) for one in scenarios for check in one["checks"] if check["looked"]}
    checks = [
        (line(name), story.anchored(name), library.laws.get(name, "no law is known of it"))
        for name in sorted(looked)
    ]
    return {"checks": checks, "rules": list(library.rules.values())}


# --- the stories --------------------------------------------------------------------------------------------


def _stories(
    result: Mapping[str, Any], traces: Traces, library: Library, anchors: Mapping[str, str], room: int
) -> list[Markup]:
    """The stories in the order of the result. Those that went worst are told first, and so have most room."""
    scenarios = list(result["scenarios"])
    made: dict[int, Markup] = {}
    worst = sorted(range(len(scenarios)), key=lambda place: (_weight(scenarios[place]), place))
    for nth, place in enumerate(worst):
        scenario = scenarios[place]
        left = len(worst) - nth
        fair = min(2 * room // left, room - _NAMED * (left - 1))
        records = traces(scenario) if fair >= _LIFE else []
        made[place] = _story(scenario, records, library, (anchors[scenario["id"]], nth), fair)
        room = max(0, room - len(_encoded(made[place])))
    return [made[place] for place in range(len(scenarios))]


def _weight(scenario: Mapping[str, Any]) -> int:
    order = ("harness_error", "config_error", "failed", "warned", "known", "passed", "not_applicable")
    return order.index(story.look(scenario))


def _story(
    scenario: Mapping[str, Any],
    records: list[dict[str, Any]],
    library: Library,
    place: tuple[str, int],
    room: int,
) -> Markup:
    """A story at the greatest depth that has room. `place` is its address, and how many were worse than it."""
    anchor, nth = place
    template = _templates().get_template("story.html")
    html = Markup()
    for depth in story.DEPTHS if room >= _LIFE else story.DEPTHS[story.IN_BRIEF :]:
        told = story.told(scenario, records, library, anchor, depth)
        opened = nth < _OPEN and told["look"] not in ("passed", "not_applicable", "known")
        html = Markup(template.render(s={**_SHORT, **told, "open": opened}, lanes=LANES))  # noqa: S704 - the template escapes
        if len(_encoded(html)) < room:
            break
    return html


# What a story in brief lacks.
_SHORT: dict[str, Any] = {
    "picture": None,
    "expected": [],
    "more_expected": 0,
    "judged": "",
    "rules": [],
    "passed": [],
    "idle": 0,
}
