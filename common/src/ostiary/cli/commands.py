"""What a command's module adds itself to, and a parser whose errors help."""

import argparse
import re
from difflib import get_close_matches
from typing import Any, NoReturn, Protocol

_CHOICE = re.compile(r"invalid choice: '(?P<given>[^']*)' \(choose from (?P<known>.*)\)")


class Commands(Protocol):
    """The commands of a parser, as `ArgumentParser.add_subparsers` makes them."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:  # noqa: A002 - argparse's own word
        """Add a command and return its parser."""
        ...


class Parser(argparse.ArgumentParser):
    """argparse, with "did you mean" for a misspelt command and help that keeps its lines."""

    def __init__(self, **how: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, **how)

    def error(self, message: str) -> NoReturn:
        """End with 2 and say what is wrong, with the nearest thing that would be right."""
        if found := _CHOICE.search(message):
            known = re.findall(r"[\w-]+", found["known"])
            near = get_close_matches(found["given"], known, n=1)
            message += f"; did you mean {near[0]}?" if near else ""
        super().error(message)
