"""The user's side of a question: names that he wrote go in as pseudonyms, and come out for him.

What the bundle says of a host is asked through the operators' door. Without a bundle, or without a
word of it about a host, a question goes to the model as it is written and an answer comes as it is.
"""

from collections.abc import Mapping
from typing import Protocol

from ostiary_host.config import ConfigError


class Taken(Protocol):
    """A question as the model may read it, and what its pseudonyms stand for."""

    @property
    def text(self) -> str:
        """The question."""
        ...

    @property
    def own(self) -> Mapping[str, str]:
        """What the user wrote, by pseudonym."""
        ...


class Desk(Protocol):
    """Where questions are taken and answers are shown."""

    async def take(self, question: str) -> Taken:
        """Return a question as the model may read it."""
        ...

    async def show(self, answer: str, own: Mapping[str, str]) -> str:
        """Return an answer as the user may read it."""
        ...


def find_desk(environ: Mapping[str, str]) -> Desk | None:
    """Return the desk of the user whom the settings name; None where no bundle asks for one.

    Raises:
        ConfigError: The settings or the bundle are wrong: what they ask for is not known.
    """
    # Imported when something is asked: the ledger and the vault take half a second.
    from ostiary.control import open_desk  # noqa: PLC0415

    try:
        return open_desk(environ)
    except (ValueError, OSError) as error:
        raise ConfigError(str(error)) from error
