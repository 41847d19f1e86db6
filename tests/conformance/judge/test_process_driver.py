"""A driver process can do anything; a call always ends, and says what happened."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from conformance.drivers import DriverError, start
from conformance.drivers.process import EVIDENCE_LIMIT, ProcessDriver

ECHO = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "bye":
        print(json.dumps({"id": request["id"], "ok": {}}), flush=True)
        break
    print(json.dumps({"id": request["id"], "ok": {"heard": len(line)}}), flush=True)
"""
QUICK = 0.4


def request(number: int = 1, op: str = "tick", **words: Any) -> dict[str, Any]:
    return {"id": number, "op": op, **words}


@contextmanager
def running(program: str) -> Iterator[ProcessDriver]:
    driver = ProcessDriver([sys.executable, "-c", program])
    try:
        yield driver
    finally:
        driver.kill()


def failure(program: str, seconds: float = 20.0, **words: Any) -> DriverError:
    with running(program) as driver, pytest.raises(DriverError) as caught:
        driver.call(request(**words), seconds)
    return caught.value


def test_requests_and_replies_are_lines_of_json_and_may_be_long() -> None:
    with running(ECHO) as driver:
        for number in (1, 2, 3):
            reply = driver.call(request(number, text="€" * 200_000), 20.0)
            assert reply["id"] == number
            assert reply["ok"]["heard"] > 200_000


def test_a_client_that_was_told_goodbye_may_end() -> None:
    with running(ECHO) as driver:
        assert driver.call(request(1, "bye"), 20.0) == {"id": 1, "ok": {}}
        driver.close(20.0)


def test_a_client_that_does_not_exit_after_its_reply_to_bye_lingers() -> None:
    stays = ECHO + "\nimport threading\nthreading.Event().wait()"
    with running(stays) as driver:
        driver.call(request(1, "bye"), 20.0)
        with pytest.raises(DriverError, match="still ran") as caught:
            driver.close(QUICK)
    assert caught.value.kind == "lingers"


def test_a_line_that_is_not_json_is_shown_and_told_where_logs_belong() -> None:
    error = failure("print('Starting the ERP…', flush=True); input()")
    assert error.kind == "garbage"
    assert "Starting the ERP…" in str(error)
    assert "stderr" in str(error)


def test_bytes_that_are_not_text_are_garbage() -> None:
    error = failure(r"import sys; sys.stdout.buffer.write(b'\xff\xfe\x00\n'); sys.stdout.flush(); input()")
    assert error.kind == "garbage"


def test_a_client_that_does_not_answer_is_given_up_after_its_time() -> None:
    error = failure("import threading; threading.Event().wait()", QUICK)
    assert error.kind == "silent"
    assert "0.4 s" in str(error)


def test_a_client_that_does_not_even_read_a_long_request_is_given_up_too() -> None:
    error = failure("import threading; threading.Event().wait()", QUICK, text="x" * 1_000_000)
    assert error.kind == "silent"
    assert "has not read the whole request" in str(error)


def test_a_client_that_dies_is_told_with_its_exit_code_and_last_words() -> None:
    error = failure("import sys; print('out of paper', file=sys.stderr); sys.exit(7)")
    assert error.kind == "died"
    assert "exit code 7" in str(error)
    assert "out of paper" in error.stderr


def test_a_client_that_is_killed_is_told_with_the_signal() -> None:
    error = failure("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert "signal 9" in str(error)


def test_a_client_whose_child_holds_its_pipes_open_is_dead_all_the_same() -> None:
    forever = "import threading; threading.Event().wait()"
    orphan = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {forever!r}])"
    assert failure(orphan).kind == "died"


def test_a_client_that_closes_its_stdout_is_not_waited_for() -> None:
    error = failure("import os, threading; os.close(1); threading.Event().wait()")
    assert error.kind == "died"
    assert "closed its stdout" in str(error)


def test_a_client_that_closes_its_stdin_is_given_up() -> None:
    error = failure("import os, threading; os.close(0); threading.Event().wait()", QUICK)
    assert error.kind == "silent"


def test_a_flood_on_stderr_neither_stops_the_client_nor_fills_the_memory() -> None:
    flood = "import sys\nfor _ in range(400):\n sys.stderr.write('x' * 10_000)\n"
    flood += "sys.stderr.write('the end')\nsys.stderr.flush()\n"
    with running(flood + ECHO) as driver:
        assert driver.call(request(), 20.0)["id"] == 1
        driver.call(request(2, "bye"), 20.0)
        driver.close(20.0)
        assert driver.stderr().endswith("the end")
        assert len(driver.stderr()) <= EVIDENCE_LIMIT


def test_a_client_that_floods_stderr_without_end_is_still_given_up() -> None:
    error = failure("import sys\nwhile True:\n sys.stderr.write('x' * 10_000)", QUICK)
    assert error.kind == "silent"


def test_a_reply_without_end_is_cut_off() -> None:
    error = failure("import sys\nsys.stdin.readline()\nwhile True:\n sys.stdout.write('x' * 100_000)")
    assert error.kind == "garbage"
    assert "8 MiB" in str(error)


def test_what_is_written_before_a_request_is_not_taken_for_its_reply() -> None:
    chatty = (
        "import json, sys\nfor line in sys.stdin:\n"
        '    n = json.loads(line)["id"]\n'
        '    print(json.dumps({"id": n, "ok": {}}) + "\\n" + json.dumps({"id": n + 1, "ok": {}}), flush=True)\n'
    )
    with running(chatty) as driver:
        driver.call(request(1), 20.0)
        with pytest.raises(DriverError, match="before it was asked") as caught:
            driver.call(request(2), 20.0)
    assert caught.value.kind == "garbage"


def test_empty_lines_between_replies_are_nothing() -> None:
    program = ECHO.replace("    print(json", "    print('\\n', flush=True); print(json")
    with running(program) as driver:
        assert driver.call(request(1), 20.0)["id"] == 1


def test_a_reply_to_a_request_that_was_not_read_to_its_end_is_wrong() -> None:
    hasty = 'print(\'{"id": 1, "ok": {}}\', flush=True)\nimport threading; threading.Event().wait()'
    error = failure(hasty, text="x" * 1_000_000)
    assert error.kind == "wrong"


def test_after_its_end_a_client_answers_nothing() -> None:
    with running(ECHO) as driver:
        driver.kill()
        driver.kill()
        with pytest.raises(DriverError, match="has ended already"):
            driver.call(request(), 20.0)


@pytest.mark.parametrize("argv", [["/no/such/program"], ["/"], [], ["bad\0name"]])
def test_a_command_that_cannot_be_started_is_a_mistake_of_configuration(argv: list[str]) -> None:
    with pytest.raises(DriverError) as caught:
        start("process", argv)
    assert (caught.value.kind, caught.value.fault) == ("start", "configuration")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_number_that_json_does_not_have_is_refused(number: str) -> None:
    error = failure(f'input(); print(\'{{"id": 1, "ok": {{"x": {number}}}}}\', flush=True); input()')
    assert error.kind == "garbage"
    assert "not JSON" in str(error)
