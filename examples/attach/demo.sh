#!/bin/sh
# Judges a program that runs by itself: demo.sh STORY [WRONG-CLIENT]. Needs dunbox, and the Python that has it, in PATH.
# The program is a server of its own; it says where what its user does can be told, and dunbox is no parent of it.
set -eu

folder=$(mktemp -d)
program=
trap 'if [ -n "$program" ]; then kill "$program" 2>/dev/null || true; wait "$program" || true; fi; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkfifo "$folder/address"
python -m conformance.clients.served ${2:+"$2"} >"$folder/address" &
program=$!
if ! read -r address <"$folder/address"; then
  echo "the program did not start" >&2
  exit 2
fi

dunbox run --attach "$1" --settle 0.1 --acts "$address/acts" --endpoints "$folder/endpoints.json"
