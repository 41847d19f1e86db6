"""The fixtures of the pytest plugin: how their sandboxes are made, and what the report of a failure has of them."""

from __future__ import annotations

import re

import pytest

from tests.conformance.pytest_plugin.conftest import Inner

pytest_plugins = ["pytester"]

_FAILS = """
import requests


def test_it(dunbox):
    ours = dunbox.endpoints["maventa"]
    keys = {name: ours[name] for name in ("client_id", "client_secret", "vendor_api_key")}
    form = {"grant_type": "client_credentials", "scope": "company:read receivables:assignments", **keys}
    token = requests.post(ours["token_url"], data=form).json()["access_token"]
    print("SECRETS", ours["client_secret"], ours["vendor_api_key"], token)
    requests.get(ours["base_url"] + "/v1/assignmentz", headers={"Authorization": f"Bearer {token}"})
    requests.get(ours["base_url"] + "/v1/assignments/" + token, headers={"Authorization": f"Bearer {token}"})
    dunbox.clock.advance(by="P1D")
    raise AssertionError("the client is wrong")
"""


def test_a_marker_and_the_options_of_a_module_say_how_the_sandbox_is_made(inner: Inner) -> None:
    done = inner(
        test="""
import pytest


@pytest.fixture
def dunbox_options():
    return {"seed": 5, "company": {"name": "Oma Oy"}}


@pytest.mark.dunbox(seed=7, start="2026-03-02T09:30")
def test_marked(dunbox):
    assert (dunbox.sandbox.seed, f"{dunbox.clock.now:%Y-%m-%dT%H:%M}") == (7, "2026-03-02T09:30")
    assert dunbox.sandbox.company["name"] == "Oma Oy"


def test_unmarked(dunbox):
    assert (dunbox.sandbox.seed, f"{dunbox.clock.now:%Y-%m-%d}") == (5, "2026-01-05")
""",
    )
    done.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ("7", "takes its words by name"),
        ("start='soon'", "'soon' is no time"),
        ("seed=7, sead=8", "a sandbox has no word 'sead'; did you mean 'seed'? It has: seed, start, country"),
        ("seed='x'", 'seed: "x" is not of type "integer"'),
        ("company={'nam': 'x'}", "the company of a sandbox has no word 'nam'; did you mean 'name'?"),
        ("country='ZZ'", "a sandbox cannot be in 'ZZ'"),
        ("agency='rapo'", "there is no agency 'rapo'; did you mean 'ropo'? There are: amili, kassavirta"),
        ("agency='kravia', country='SE'", "not available to a company in SE; it is in FI"),
        ("socket='yes'", 'socket: "yes" is not of type "boolean"'),
    ],
)
def test_a_marker_that_cannot_be_followed_is_an_error_that_says_why(
    marker: str, said: str, inner: Inner
) -> None:
    done = inner(test=f"import pytest\n\n@pytest.mark.dunbox({marker})\ndef test_it(dunbox):\n    pass\n")
    done.assert_outcomes(errors=1)
    text = done.stdout.str()
    assert said in text
    assert "Traceback" not in text
    assert "simulator/doors" not in text


def test_markers_add_up_and_the_closest_has_the_last_word(inner: Inner) -> None:
    done = inner(
        test="""
import pytest

pytestmark = pytest.mark.dunbox(seed=3, start="2026-03-02T09:30", company={"name": "Oma Oy"})


@pytest.mark.dunbox(seed=7)
def test_of_the_function(dunbox):
    assert (dunbox.sandbox.seed, f"{dunbox.clock.now:%Y-%m-%dT%H:%M}") == (7, "2026-03-02T09:30")
    assert dunbox.sandbox.company["name"] == "Oma Oy"


@pytest.mark.dunbox(start="2026-04-01T08:00")
class TestOfAClass:
    @pytest.mark.dunbox(company={"language": "sv"})
    def test_it(self, dunbox):
        assert (dunbox.sandbox.seed, f"{dunbox.clock.now:%m-%d}") == (3, "04-01")
        assert dunbox.sandbox.company["language"] == "sv"
        assert dunbox.sandbox.company["name"] != "Oma Oy"
""",
    )
    done.assert_outcomes(passed=2)


def test_options_make_the_sandboxes_of_which_no_test_says_it_and_the_command_line_goes_before_the_file(
    inner: Inner, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\ndunbox_seed = 3\ndunbox_agency = kravia\ndunbox_start = 2026-03-02T09:30\n")
    done = inner(
        "--dunbox-seed=4",
        "--dunbox-socket",
        test="""
import pytest


def test_unmarked(dunbox):
    assert (dunbox.sandbox.seed, f"{dunbox.clock.now:%Y-%m-%dT%H:%M}") == (4, "2026-03-02T09:30")
    assert [fact["provider"] for fact in dunbox.facts if fact["kind"] == "service_activated"] == ["kravia"]
    assert dunbox.endpoints["kravia"]["base_url"].startswith(dunbox.url + "/")
    assert dunbox.url.startswith("http://127.0.0.1:")


@pytest.mark.dunbox(seed=7, socket=False)
def test_marked(dunbox):
    assert dunbox.sandbox.seed == 7
    assert dunbox.endpoints["maventa"]["base_url"] == "https://ax.maventa.com"
""",
    )
    done.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--dunbox-seed=-1", "--dunbox-seed '-1': it is a whole number from 0 to 9007199254740991"),
        ("--dunbox-timeline=all", "--dunbox-timeline 'all': it is a whole number from 0"),
        ("--dunbox-op-timeout=0", "--dunbox-op-timeout '0': it is a number of seconds"),
        ("--dunbox-scenarios=storys/*.yaml", "--dunbox-scenarios 'storys/*.yaml' finds no file in "),
        ("--dunbox-suite=ropo/paid-in-tim", "did you mean 'ropo/paid-in-time'?"),
        ("--dunbox-suite=test_it.py", "'test_it.py' is a file here: give it to pytest itself"),
    ],
)
def test_an_option_that_cannot_be_meant_ends_pytest_with_the_reason(
    option: str, said: str, inner: Inner
) -> None:
    done = inner(option, test="def test_it():\n    pass\n")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    assert said in done.stderr.str()


def test_a_wrong_value_of_the_ini_file_is_told_under_its_name_there(
    inner: Inner, pytester: pytest.Pytester
) -> None:
    pytester.makeini("[pytest]\ndunbox_seed = seven\n")
    done = inner(test="def test_it():\n    pass\n")
    assert "dunbox_seed 'seven': it is a whole number" in done.stderr.str()


def test_a_sandbox_of_the_tests_own_beside_the_fixture_is_refused_clearly(inner: Inner) -> None:
    done = inner(
        test="""
import pytest
import simulator


@pytest.fixture
def mine():
    with simulator.Dunbox(seed=9) as made:
        yield made


def test_it(mine, dunbox_server):
    pass


def test_the_next(dunbox):
    pass
""",
    )
    done.assert_outcomes(passed=1, errors=1)
    assert "the fixture dunbox_server: a Dunbox is open in this process already" in done.stdout.str()


def test_a_failure_shows_what_happened_and_the_last_calls_without_secrets(inner: Inner) -> None:
    text = inner("--dunbox-agency=ropo", test=_FAILS).stdout.str()
    (printed,) = re.findall(r"^SECRETS (.+)$", text, re.M)
    told = text.partition("dunbox: timeline")[2]
    assert re.search(r"2025-12-\d\d 10:00   happened   service activated: provider ropo", told)
    assert "2026-01-05 08:00   client     GET /v1/assignmentz: 404, not_found" in told
    calls = told.partition("dunbox: the last 5 calls")[2]
    assert "maventa: POST /oauth2/token\n    sent application/x-www-form-urlencoded\n" in calls
    assert "near miss: no such path; did you mean GET /v1/assignments?" in calls
    for secret in printed.split():
        assert len(secret) > 10
        assert secret not in told


@pytest.mark.parametrize(
    ("lines", "shown"), [("2", "… 5 lines before; --dunbox-timeline=7 shows all"), ("0", "")]
)
def test_how_much_a_failure_shows_is_bounded(lines: str, shown: str, inner: Inner) -> None:
    text = inner("--dunbox-agency=ropo", f"--dunbox-timeline={lines}", test=_FAILS).stdout.str()
    assert ("dunbox: timeline" in text) == bool(shown)
    assert shown in text


def test_a_test_that_passes_shows_nothing(inner: Inner) -> None:
    done = inner("-rA", test="def test_it(dunbox):\n    pass\n")
    assert "timeline" not in done.stdout.str()


def test_pytest_lists_the_fixtures_the_marker_the_options_and_the_hook(inner: Inner) -> None:
    listed = inner("--fixtures", "-q").stdout.str()
    assert "dunbox -- " in listed
    assert "dunbox_server -- " in listed
    assert "@pytest.mark.dunbox(*, seed, start, agency" in inner("--markers").stdout.str()
    helped = inner("--help").stdout.str()
    assert "--dunbox-agency=A" in helped
    assert "dunbox_agency (string):" in helped
