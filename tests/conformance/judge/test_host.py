"""A client in Python as a driver process: the same replies, a stdout of its own, and a death when it is wished."""

import sys
import threading
from pathlib import Path

import pytest

from conformance.drivers import DriverError, start
from conformance.drivers.hosted import HostedDriver
from conformance.runner import Options

HERE = "tests.conformance.judge.clients"
SECONDS = 20.0


def hosted(target: str) -> HostedDriver:
    return HostedDriver(target)


def test_it_answers_as_the_python_driver_does_and_ends_after_bye() -> None:
    inside, outside = start("python", f"{HERE}:Client"), hosted(f"{HERE}:Client")
    for number, op in enumerate(("hello", "act", "view", "bye"), 1):
        request = {"id": number, "op": op, "action": "activate"}
        assert outside.call(request, SECONDS) == inside.call(request, SECONDS)
    outside.close(SECONDS)
    inside.close(SECONDS)


def test_what_a_client_prints_is_kept_as_a_log() -> None:
    driver = hosted("tests.conformance.judge.killed_clients:Chatty")
    assert driver.call({"id": 1, "op": "tick"}, SECONDS) == {"id": 1, "ok": {}}
    driver.call({"id": 2, "op": "bye"}, SECONDS)
    driver.close(SECONDS)
    assert "ticking" in driver.stderr()


def test_a_client_that_only_this_process_knows_where_to_find_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "client_of_a_test.py").write_text(
        f"from {HERE} import Client\n\n\nclass Own(Client):\n    pass\n", encoding="utf-8"
    )
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    name, target = Options(client_python="client_of_a_test:Own").killable_driver
    driver = start(name, target)
    assert driver.call({"id": 1, "op": "tick"}, SECONDS) == {"id": 1, "ok": {}}
    driver.call({"id": 2, "op": "bye"}, SECONDS)
    driver.close(SECONDS)


@pytest.mark.parametrize(
    ("target", "said", "logged"),
    [
        (f"{HERE}:Raises", "ended with exit code 1 instead of answering tick", "the database is locked"),
        (f"{HERE}:NoSuchClient", "ended with exit code 2 instead of answering tick", "cannot be loaded"),
        (f"{HERE}:not_json", "ended with exit code 1 instead of answering tick", "not JSON serializable"),
    ],
)
def test_what_goes_wrong_in_it_ends_the_process_and_is_logged(target: str, said: str, logged: str) -> None:
    driver = hosted(target)
    with pytest.raises(DriverError, match=said) as caught:
        driver.call({"id": 1, "op": "tick"}, SECONDS)
    driver.kill()
    assert caught.value.kind == "died"
    assert logged in driver.stderr()


def test_a_process_can_be_killed_from_another_thread_while_it_is_asked() -> None:
    driver = hosted(f"{HERE}:Hangs")
    assert driver.call({"id": 1, "op": "view"}, SECONDS)["id"] == 1
    striking = threading.Thread(target=driver.strike)
    striking.start()
    with pytest.raises(DriverError, match="ended by signal 9"):
        driver.call({"id": 2, "op": "tick"}, SECONDS)
    striking.join()
    driver.strike()
    driver.kill()


def test_a_client_in_this_process_cannot_be_killed() -> None:
    driver = start("python", f"{HERE}:Client")
    with pytest.raises(NotImplementedError, match="cannot be killed"):
        driver.strike()
    driver.kill()
