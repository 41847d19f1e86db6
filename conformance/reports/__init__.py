"""Reports: the result of a run (one plain object) and its traces, told to people and to programs."""
