"""What was recorded elsewhere, or before: HAR files and traces, read and judged, and kept scenarios told again.

`har` finds the entries of a HAR file without holding it, `calls` makes of an entry a call of the client, `importing`
a trace of the calls; `traces` reads our own. Documents, hosts and the schema come in as data.
"""
