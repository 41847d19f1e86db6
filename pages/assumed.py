"""Documents, and what none of them states: the two halves of a `sources.yaml`, and on which page each row stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from pages.markdown import anchor, code, items, literal, plain, sections, table
from simulator.agencies import agencies
from simulator.assumed import assumptions
from simulator.resources import specs

Row = Mapping[str, Any]

_SEEN = {"whole": "all of it", "part": "the part that is public"}


@dataclass(frozen=True, slots=True)
class Assumed:
    """Every named assumption by the page that it stands on: that of an agency, or of a channel."""

    rows: Mapping[str, tuple[Row, ...]]

    @classmethod
    def of_everything(cls) -> Assumed:
        """Those that there are now."""
        found: dict[str, tuple[Row, ...]] = {}
        for row in assumptions():
            found[_page(row)] = (*found.get(_page(row), ()), row)
        return cls(found)

    def channel(self, agency: str) -> str:
        """The channel through which an agency is spoken to."""
        channels = {row["channel"] for row in self.rows.get(agency, ())}
        return agency if agency in channels else next(iter(channels))

    def link(self, setting: str, here: str) -> str:
        """A setting as a link to its assumption, from the page of this name; as it is where it is nobody's."""
        for page, rows in self.rows.items():
            for row in rows:
                if row["override"] == setting:
                    return f"[`{setting}`]({'' if page == here else f'{page}.md'}#{anchor(row['id'])})"
        return code(setting)

    def text(self, page: str) -> str:
        """Every assumption of a page, as Markdown."""
        return "\n".join(sections(3, ((row["id"], _assumption(row)) for row in self.rows.get(page, ()))))


def sources(channel: str) -> str:
    """The documents that a channel is built from, as a table, and below it what the channel says of its wire."""
    document = yaml.safe_load((specs() / channel / "sources.yaml").read_text("utf-8"))
    columns = ("document", "dated", "read", "seen")
    rows = (
        (
            plain(each["title"]) + (f"\n*{plain(each['note'])}*" if each.get("note") else ""),
            str(each["date"] or "without a date"),
            str(each["read"]),
            _SEEN[each["seen"]],
        )
        for each in document["sources"]
    )
    return f"The wire format: *{document['wire_format']}*.\n\n{table(columns, rows)}"


def _page(row: Row) -> str:
    """An assumption is its agency's if it bears that one's name alone, else its channel's."""
    shared = {agency.assumed_as for agency in agencies().values()}
    name = (row["override"] or row["id"]).partition(".")[0]
    return name if name in agencies() and name not in shared else str(row["channel"])


def _assumption(row: Row) -> str:
    return f"*{row['basis'].capitalize()}.* {plain(row['what'])}\n\n{items(_words(row))}"


def _words(row: Row) -> Iterator[tuple[str, str]]:
    yield "Taken", literal(row["value"])
    yield "Because", plain(row["reason"])
    if row["override"]:
        yield "Another one", f"setting {code(row['override'])}, which can be {literal(row['schema'])}"
    else:
        yield "No other one", plain(row["fixed"])
    yield "Shows in", ", ".join(map(code, row["where"]))
