"""What a test of treatment needs: a detector of given words, and who issues pseudonyms."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from ostiary.privacy.detect.finding import Finding
from ostiary.privacy.normalise import normalise
from ostiary.privacy.pseudonym import draw
from ostiary.privacy.vault.asked import Asked


class Words:
    """Finds given words, wherever they stand: a detector as small as can be."""

    def __init__(self, *words: str, kind: str = "PERSON") -> None:
        self.words = list(words)
        self.kind = kind

    def learn(self, known: Iterable[tuple[str, str]]) -> None:
        self.words += [text for _, text in known]

    def find(self, text: str) -> list[Finding]:
        found: list[Finding] = []
        at = 0
        while at < len(text):
            word = next((each for each in self.words if text.startswith(each, at)), None)
            if word is None:
                at += 1
                continue
            found.append(Finding(at, at + len(word), self.kind, 1.0, "words"))
            at += len(word)
        return found


class Issuer:
    """Issues pseudonyms as the vault does, from memory."""

    def __init__(self) -> None:
        self.values: dict[str, Asked] = {}
        self._tokens: dict[tuple[str, str, str], str] = {}
        self._drawn = 0

    def _random(self, number: int) -> bytes:
        self._drawn += 7919
        return (self._drawn * 2654435761 % 2 ** (8 * number)).to_bytes(number, "big")

    def issue(self, asked: Sequence[Asked]) -> list[str]:
        for each in asked:
            key = (each.scope, each.kind, normalise(each.kind, each.text))
            if key not in self._tokens:
                self._tokens[key] = draw(each.kind, self._random)
                self.values[self._tokens[key]] = each
        return [
            self._tokens[each.scope, each.kind, normalise(each.kind, each.text)] for each in asked
        ]

    def restore(self, value: Any) -> Any:
        if isinstance(value, str):
            for token, asked in self.values.items():
                value = value.replace(token, asked.text)
            return value
        if isinstance(value, dict):
            members = cast("dict[str, Any]", value)
            return {self.restore(key): self.restore(member) for key, member in members.items()}
        if isinstance(value, list):
            return [self.restore(element) for element in cast("list[Any]", value)]
        return value
