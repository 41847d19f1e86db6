"""What a client has told its user."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any


def sends_to_provider(message: Mapping[str, Any], since: datetime) -> bool:
    """Whether a message of a view tells the user to contact the provider, and is not older than a moment."""
    at = str(message.get("at") or "")
    return message.get("contact") == "provider" and (not at or datetime.fromisoformat(at) >= since)
