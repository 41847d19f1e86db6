"""Scenarios: stories about debts and their collection, read from YAML and checked before they are run."""

from conformance.scenario.load import load_all, load_file, load_text
from conformance.scenario.models import Scenario, Step
from conformance.scenario.problems import Problem, ScenarioError
from conformance.scenario.schema import scenario_schema
from conformance.scenario.vocabulary import Vocabulary

__all__ = [
    "Problem",
    "Scenario",
    "ScenarioError",
    "Step",
    "Vocabulary",
    "load_all",
    "load_file",
    "load_text",
    "scenario_schema",
]
