"""What a call restored, found again in what it gives back: it becomes a pseudonym again."""

import re
from collections.abc import Mapping
from typing import Any, cast

MIN_CHARS = 4
"""Of a shorter value it cannot be told whether it is meant."""


class Echo:
    """Replaces restored values.

    Args:
        placed: Spellings by pseudonym.
    """

    def __init__(self, placed: Mapping[str, tuple[str, ...]]) -> None:
        told = [
            (spelling, token)
            for token, spellings in placed.items()
            for spelling in spellings
            if len(spelling) >= MIN_CHARS
        ]
        # The longest first: one value may begin with another.
        told.sort(key=lambda each: len(each[0]), reverse=True)
        self._tokens = [token for _, token in told]
        values = "|".join(f"({re.escape(spelling)})" for spelling, _ in told)
        self._values = re.compile(values, re.IGNORECASE)

    def silence(self, value: Any) -> Any:
        """Return a JSON value in whose texts and keys no restored value stands."""
        if not self._tokens:
            return value
        if isinstance(value, str):
            return self._values.sub(self._token, value)
        if isinstance(value, Mapping):
            members = cast("Mapping[str, Any]", value)
            return {self.silence(name): self.silence(member) for name, member in members.items()}
        if isinstance(value, list):
            return [self.silence(element) for element in cast("list[Any]", value)]
        if isinstance(value, int | float) and not isinstance(value, bool):
            found = self._values.fullmatch(str(value))
            return value if found is None else self._token(found)
        return value

    def _token(self, found: re.Match[str]) -> str:
        return self._tokens[(found.lastindex or 1) - 1]
