"""Plays stories with a client that is already running and is nobody's child: told, waited for, judged by the wire."""
