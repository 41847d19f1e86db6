"""The pure part: money, days, identifiers, claims and their lifecycle. No clock, no randomness, no I/O."""
