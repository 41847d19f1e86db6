"""What goes wrong on our own side is told as ours, and the run goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from conformance.runner import exit_code, run
from conformance.runner.backend import simulator_of_this_installation
from conformance.runner.port import Simulator
from tests.conformance.judge.stories import Scenario, only, options


class Erring:
    """A world that errs in everything that it answers."""

    def __init__(self, real: Any) -> None:
        self.real = real

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def listen(self, observer: Any) -> None:
        def tell(exchange: Any) -> None:
            exchange.harness_error = True
            exchange.contract.append("the answer has no token_type")
            observer(exchange)

        self.real.listen(tell)


def an_erring_simulator() -> Simulator:
    real = simulator_of_this_installation()

    @contextmanager
    def serve(world: Any) -> Iterator[Any]:
        with real.serve(world.real) as server:
            yield server

    return replace(real, world=lambda: Erring(real.world()), serve=serve)


def test_a_wrong_answer_of_ours_is_never_the_clients_fault() -> None:
    result = run([Scenario()], options("ActivatesAtEveryTick"), an_erring_simulator)
    found = only(result)
    assert (found["verdict"], exit_code(result)) == ("harness_error", 3)
    assert "the answer has no token_type" in found["message"]


class Broken:
    """A world that cannot make sandboxes."""

    def listen(self, observer: Any) -> None: ...

    def create(self, **words: Any) -> Any:
        raise ZeroDivisionError("nought")


def a_broken_simulator() -> Simulator:
    real = simulator_of_this_installation()

    @contextmanager
    def serve(world: Any) -> Iterator[Any]:
        yield type("Server", (), {"url": "http://127.0.0.1:1"})

    return replace(real, world=Broken, serve=serve)  # type: ignore[arg-type]  # it is broken on purpose


def test_an_exception_of_ours_is_a_harness_error_and_the_run_goes_on() -> None:
    result = run([Scenario(), replace(Scenario(), id="ropo/z")], options("Activates"), a_broken_simulator)
    assert [one["verdict"] for one in result["scenarios"]] == ["harness_error", "harness_error"]
    assert result["scenarios"][0]["message"] == "ZeroDivisionError: nought"
