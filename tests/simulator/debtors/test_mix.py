"""`mix`: what a debtor is like is drawn from the seed, by weight."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from simulator import Refused
from simulator.debtors import mix
from simulator.domain.draw import Draw
from tests.simulator.company import Company
from tests.simulator.debtors.lives import fits

PAYS = {"after": "reminder", "days": 3}
BROKEN = {"after": "reminder", "days": 1, "to_pay_in": 7, "keeps": False}
MIX = [
    {"weight": 6, "pays": {"before": "due", "days": 0}},
    {"weight": 3, "pays": PAYS, "promises": BROKEN},
    {"weight": 1, "pays": "never"},
]


def behaviours(company: Company) -> dict[str, Any]:
    return {fact["key"]: fact["behaviour"] for fact in company.facts("debtor_set")}


def put(company: Company, keys: list[str]) -> dict[str, Any]:
    for key in keys:
        company.sandbox.put_debtor(key, {"kind": "company", "mix": MIX})
    return behaviours(company)


def test_the_same_seed_draws_the_same_in_whatever_order_debtors_come() -> None:
    keys = [f"debtor-{nth}" for nth in range(40)]
    first = put(Company(seed=3), keys)
    assert first == put(Company(seed=3), keys[::-1])
    assert first != put(Company(seed=4), keys)
    assert {len(behaviour) for behaviour in first.values()} == {1, 2}


def test_putting_a_debtor_again_draws_the_same_again() -> None:
    company = Company()
    put(company, ["acme", "acme"])
    first, second = (fact["behaviour"] for fact in company.facts("debtor_set"))
    assert first == second


def test_what_is_drawn_is_what_the_fact_says_and_no_weight_is_left() -> None:
    drawn = put(Company(), [f"debtor-{nth}" for nth in range(40)])
    plain = [{word: value for word, value in entry.items() if word != "weight"} for entry in MIX]
    assert all(behaviour in plain for behaviour in drawn.values())


def test_of_a_thousand_debtors_as_many_are_of_each_kind_as_the_weights_say() -> None:
    # 600, 300 and 100 are expected; four standard deviations of a binomial count are 62, 58 and 38.
    draw = Draw(11)
    counted = Counter(str(mix.drawn(draw, f"debtor-{nth}", {"mix": MIX})) for nth in range(1000))
    of_each = [counted[str({w: v for w, v in entry.items() if w != "weight"})] for entry in MIX]
    assert sum(of_each) == 1000
    for count, expected, away in zip(of_each, (600, 300, 100), (62, 58, 38), strict=True):
        assert abs(count - expected) <= away


def test_an_entry_without_rivals_is_always_drawn() -> None:
    for nth in range(20):
        assert mix.drawn(Draw(nth), "acme", {"mix": [{"weight": 5, "pays": "never"}]}) == {"pays": "never"}


def test_a_word_beside_the_mix_holds_unless_the_entry_has_its_own() -> None:
    dispute = {"after": "demand", "days": 0}
    beside = {"pays": PAYS, "disputes": dispute}
    assert mix.drawn(Draw(1), "acme", {**beside, "mix": [{"weight": 1, "pays": "never"}]}) == {
        "pays": "never",
        "disputes": dispute,
    }
    assert mix.drawn(Draw(1), "acme", {**beside, "mix": [{"weight": 1}]}) == beside
    assert mix.drawn(Draw(1), "acme", beside) == beside


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        "never",
        [{"pays": "never"}],
        [{"weight": 0, "pays": "never"}],
        [{"weight": 1001, "pays": "never"}],
        [{"weight": 1.5, "pays": "never"}],
        [{"weight": 1, "pays": "always"}],
        [{"weight": 1, "mix": [{"weight": 1, "pays": "never"}]}],
        [{"weight": 1, "kind": "company"}],
        [{"weight": 1, "pays": "never"}] * 51,
    ],
    ids=str,
)
def test_what_cannot_be_mixed(value: Any) -> None:
    assert not fits("mix", value)
    with pytest.raises(Refused, match="mix"):
        Company().sandbox.put_debtor("acme", {"kind": "company", "mix": value})
