from pathlib import Path

import pytest

from simulator import resources


def test_in_a_checkout_the_data_folders_stand_beside_the_packages() -> None:
    root = Path(__file__).resolve().parents[2]
    assert resources.specs().resolve() == root / "specs"
    assert resources.scenarios().resolve() == root / "scenarios"


def test_in_a_wheel_they_are_inside_the_packages_and_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "files", lambda package: tmp_path / package)
    for folder in ("simulator/specs", "conformance/scenarios", "specs"):
        (tmp_path / folder).mkdir(parents=True)
    assert resources.specs() == tmp_path / "simulator" / "specs"
    assert resources.scenarios() == tmp_path / "conformance" / "scenarios"


def test_an_incomplete_installation_is_told_with_both_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "files", lambda package: tmp_path / package)
    with pytest.raises(
        FileNotFoundError, match=r"'specs' is neither at .* nor at .*: .* install dunbox again"
    ):
        resources.specs()
