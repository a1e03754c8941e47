"""Within what a value keeps its pseudonym: a conversation, a principal, or the organisation.

What the caller brought himself lives in a scope beside each of these: were it found among the
stored values, its pseudonym would tell him that he guessed right. What a human asked a host about
lives in a third: a model cannot put a guess there, so it may be compared with what is stored.
"""

from dataclasses import dataclass

from ostiary.treatment import Level

_LETTER = {Level.CONVERSATION: "c", Level.PRINCIPAL: "p", Level.ORGANISATION: "o"}

_ASKED, _BROUGHT = "a", "b"


@dataclass(frozen=True, slots=True)
class Scopes:
    """The scopes of one call.

    Args:
        conversation: Its conversation.
        principal: Who calls.
        asked: Whether what is brought is a human's question, taken by a host.
    """

    conversation: str
    principal: str
    asked: bool = False

    def key(self, level: Level, *, brought: bool = False) -> str:
        """Return how the vault names the scope at `level`, or the one beside it."""
        whose = {Level.CONVERSATION: self.conversation, Level.PRINCIPAL: self.principal}
        beside = (_ASKED if self.asked else _BROUGHT) if brought else ""
        return f"{beside}{_LETTER[level]}:{whose.get(level, '')}"

    def all(self) -> frozenset[str]:
        """Return every scope whose pseudonyms the caller may hand back."""
        return frozenset(
            f"{beside}{self.key(level)}" for level in Level for beside in ("", _ASKED, _BROUGHT)
        )

    def beside(self) -> frozenset[str]:
        """Return the scopes among them of what the caller brought himself."""
        return frozenset(f"{_BROUGHT}{self.key(level)}" for level in Level)
