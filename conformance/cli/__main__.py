"""`python -m conformance.cli` is `dunbox`."""

from conformance.cli import main

main()
