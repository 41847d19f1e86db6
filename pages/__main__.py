"""`python -m pages FOLDER`: draw the pages."""

import argparse
from pathlib import Path

from pages import write

if __name__ == "__main__":
    words = argparse.ArgumentParser(prog="python -m pages", description="Draw the pages of docs/.")
    words.add_argument("folder", type=Path)
    write(words.parse_args().folder)
