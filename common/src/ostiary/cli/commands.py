"""What a command's module adds itself to."""

import argparse
from typing import Protocol


class Commands(Protocol):
    """The commands of a parser, as `ArgumentParser.add_subparsers` makes them."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse's own word
        """Add a command and return its parser."""
        ...
