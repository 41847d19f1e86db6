"""Words of a story as requests and traces have them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

SERVICE_DECISIONS = ("change_bank_account", "change_settings", "remove_api_user", "end_service")
"""The verbs of a provider that are decisions about the agreement."""


def as_act(verb: str, words: Mapping[str, Any]) -> dict[str, Any]:
    """What a debtor does but pay, in the words of the simulator."""
    if verb == "asks_for_time":
        return {"number": words["number"], "act": "ask_more_time", "days": words["more"]}
    return {"act": "dispute", **words}


def plain(value: Any) -> Any:
    """Words of a story as JSON has them: decimals as strings, dates and times in ISO 8601."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
