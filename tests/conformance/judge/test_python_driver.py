"""A client in Python is driven through JSON, in a thread of its own."""

from pathlib import Path

import pytest

from conformance.drivers import DriverError, drivers, start
from conformance.drivers.python import PythonDriver
from tests.conformance.judge import clients

HERE = "tests.conformance.judge.clients"


def test_it_hears_and_says_only_what_json_can_carry() -> None:
    driver = PythonDriver(f"{HERE}:Client")
    assert driver.call({"id": 1, "op": "tick", "pair": (1, 2)}, 5.0) == {"id": 1, "ok": {}}
    assert driver._client.asked[0]["pair"] == [1, 2]
    driver.close(5.0)
    assert driver._client.closed


@pytest.mark.parametrize("client", ["not_json", "not_readable"])
def test_a_reply_that_json_cannot_carry_is_the_clients_failure(client: str) -> None:
    driver = PythonDriver(f"{HERE}:{client}")
    with pytest.raises(DriverError, match="is not JSON") as caught:
        driver.call({"id": 1, "op": "tick"}, 5.0)
    assert (caught.value.kind, caught.value.fault) == ("garbage", "client")
    driver.kill()


def test_one_that_raises_has_died_and_its_traceback_is_kept() -> None:
    driver = PythonDriver(f"{HERE}:Raises")
    with pytest.raises(DriverError, match="RuntimeError: the database is locked") as caught:
        driver.call({"id": 1, "op": "tick"}, 5.0)
    assert caught.value.kind == "died"
    assert caught.value.stderr.startswith("Traceback")
    assert "clients.py" in caught.value.stderr
    assert "conformance/drivers" not in caught.value.stderr
    with pytest.raises(DriverError, match="ended already"):
        driver.call({"id": 2, "op": "tick"}, 5.0)


def test_one_that_hangs_does_not_hang_the_harness() -> None:
    driver = PythonDriver(f"{HERE}:Hangs")
    with pytest.raises(DriverError, match=r"within 0\.2 s"):
        driver.call({"id": 1, "op": "tick"}, 0.2)


@pytest.mark.parametrize(
    "target",
    [
        "nothing",
        "no.such.module:Client",
        f"{HERE}:Nobody",
        f"{HERE}:A_VALUE",
        f"{HERE}:nothing_to_call",
        ":x",
    ],
)
def test_one_that_cannot_be_loaded_is_a_mistake_of_configuration(target: str) -> None:
    with pytest.raises(DriverError) as caught:
        start("python", target)
    assert (caught.value.kind, caught.value.fault) == ("start", "configuration")


def test_one_that_cannot_be_made_has_failed() -> None:
    with pytest.raises(DriverError, match="no licence"):
        PythonDriver(f"{HERE}:broken")


def test_every_file_of_the_folder_that_is_a_driver_is_found() -> None:
    assert set(drivers()) >= {"process", "python"}
    assert clients.A_VALUE == 5


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; sys.exit(0)", "importing it raised SystemExit: 0"),
        ("raise KeyboardInterrupt", "importing it raised KeyboardInterrupt"),
        ("def __getattr__(name): raise SystemExit(name)", "importing it raised SystemExit"),
    ],
)
def test_a_module_that_would_end_the_program_is_blamed(
    program: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = written(program, tmp_path, monkeypatch)
    with pytest.raises(DriverError, match=said) as caught:
        PythonDriver(target)
    assert (caught.value.kind, caught.value.fault) == ("start", "configuration")
    assert target in str(caught.value)


@pytest.mark.parametrize("program", ["{}", "def Client():\n    {}"])
def test_a_module_or_a_constructor_that_hangs_has_the_time_of_a_reply(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = program.format("__import__('threading').Event().wait()")
    target = written(hangs, tmp_path, monkeypatch)
    with pytest.raises(DriverError, match=rf"did not load and make {target} within 0\.2 s"):
        PythonDriver(target, 0.2)


@pytest.mark.parametrize("raised", ["SystemExit", "KeyboardInterrupt"])
def test_one_that_would_end_the_program_when_it_is_made_or_called_has_failed(
    raised: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = written(f"def Client():\n    raise {raised}", tmp_path, monkeypatch)
    with pytest.raises(DriverError, match=raised):
        PythonDriver(target)
    monkeypatch.undo()
    driver = PythonDriver(f"{HERE}:Raises{raised}")
    with pytest.raises(DriverError, match=raised) as caught:
        driver.call({"id": 1, "op": "tick"}, 5.0)
    assert (caught.value.kind, caught.value.fault) == ("died", "client")


def test_an_exception_that_cannot_say_what_it_is_is_the_clients_failure_too() -> None:
    driver = PythonDriver(f"{HERE}:RaisesTheUnspeakable")
    with pytest.raises(
        DriverError, match=r"raised Unspeakable: \(asked what it says, it raised SystemExit\)"
    ):
        driver.call({"id": 1, "op": "tick"}, 5.0)


def written(program: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The target of a client in a new module with this text."""
    name = f"client_of_{folder.name}".replace("-", "_")
    (folder / f"{name}.py").write_text(program, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return f"{name}:Client"
