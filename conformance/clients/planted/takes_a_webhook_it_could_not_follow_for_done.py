"""A client that counts news as read when a webhook brought them."""

import json
import sys
from typing import Any

from conformance.clients.planted import PlantedClient
from conformance.clients.reference.protocol import serve


class Client(PlantedClient):
    """Keeps an event as known although the case could not be read when its webhook came."""

    id = "takes-a-webhook-it-could-not-follow-for-done"
    mistake = "What a webhook tells of while the agency does not answer is not looked at again."
    takes = "a webhook, an agency that does not answer just then, and no other news of that case after it"

    def _webhook(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer a webhook; what it was about is known from then on, whatever came of reading it."""
        reply = super()._webhook(request)
        news = self.desk.provider.news(json.loads(request["body"]), request)
        data = (news or {}).get("data") or {}
        if self.desk.interrupted and data.get("event_id"):
            self.desk.books.keep_event({**data, "id": data["event_id"]})
        return reply


if __name__ == "__main__":
    sys.exit(serve(Client()))
