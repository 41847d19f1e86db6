"""Which scenarios a selector names, and what is said when it names none."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.scenario import ScenarioError, load_all, load_file
from tests.conformance.scenario.words_of_a_test import GOOD, VOCABULARY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of stories: two of one agency and one of two."""
    for name, text in {
        "north/in-time.yaml": GOOD,
        "north/never.yaml": GOOD,
        "topic/both.yml": GOOD.replace("[north]", "[north, south]"),
        "README.md": "# not a story",
        ".hidden/draft.yaml": "not: a story",
        "venv/pyvenv.cfg": "home = /usr/bin",
        "venv/lib/elses.yaml": "not: a story",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def ids(selectors: list[str], folder: Path) -> list[str]:
    return [scenario.id for scenario in load_all(selectors, folder, VOCABULARY)]


def told(selectors: list[str], folder: Path) -> str:
    with pytest.raises(ScenarioError) as error:
        load_all(selectors, folder, VOCABULARY)
    return str(error.value)


def test_without_selectors_all_scenarios_are_found_in_order_of_their_ids(folder: Path) -> None:
    assert ids([], folder) == ["north/both", "north/in-time", "north/never", "south/both"]


def test_an_id_names_one_scenario(folder: Path) -> None:
    assert ids(["south/both"], folder) == ["south/both"]


def test_a_glob_names_all_ids_that_fit(folder: Path) -> None:
    assert ids(["north/[in]*"], folder) == ["north/in-time", "north/never"]


def test_a_file_names_its_scenarios(folder: Path) -> None:
    assert ids([str(folder / "topic" / "both.yml")], folder) == ["north/both", "south/both"]


def test_a_folder_names_all_below_it(folder: Path) -> None:
    assert ids([str(folder / "north")], folder) == ["north/in-time", "north/never"]


def test_a_scenario_that_is_named_twice_is_there_once(folder: Path) -> None:
    assert ids(["north/never", str(folder / "north" / "never.yaml"), "north/n*"], folder) == ["north/never"]


def test_only_the_files_that_are_named_are_read(folder: Path) -> None:
    (folder / "topic" / "broken.yaml").write_text("title: [", encoding="utf-8")
    assert ids([str(folder / "north")], folder) == ["north/in-time", "north/never"]


def test_an_unknown_id_is_answered_with_the_nearest(folder: Path) -> None:
    assert told(["north/in-tme"], folder) == (
        "'north/in-tme' names no scenario; expected the id of a scenario, a glob over ids, a file or a folder"
        " (`dunbox list` shows the ids); did you mean 'north/in-time'?"
    )


def test_half_an_id_is_answered_with_the_whole(folder: Path) -> None:
    assert "did you mean 'north/never'?" in told(["never"], folder)


def test_a_glob_that_fits_nothing_is_refused(folder: Path) -> None:
    assert "'west/*' names no scenario" in told(["west/*"], folder)


def test_two_files_with_one_id_are_refused(folder: Path) -> None:
    (folder / "topic" / "never.yaml").write_text(GOOD, encoding="utf-8")
    assert f"the id 'north/never' is that of {folder / 'north' / 'never.yaml'} too" in told([], folder)


def test_the_problems_of_all_files_are_told_together(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / "north" / f"{name}.yaml").write_text(GOOD.replace("paid", "payd"), encoding="utf-8")
    lines = told([], folder).splitlines()
    assert [line.partition(":15:30: ")[0] for line in lines] == [
        str(folder / "north" / "a.yaml"),
        str(folder / "north" / "b.yaml"),
    ]


def test_a_folder_without_stories_is_refused(tmp_path: Path) -> None:
    assert "no scenario file is in this folder" in told([str(tmp_path)], tmp_path)


def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        load_file(tmp_path / "absent.yaml", VOCABULARY)
    assert "absent.yaml: cannot be read: No such file or directory" in str(error.value)
