"""Within what a value keeps its pseudonym: a conversation, a principal, or the organisation.

What the caller brought himself lives in a scope beside each of these: were it found among the
stored values, its pseudonym would tell him that he guessed right.
"""

from dataclasses import dataclass

from ostiary.treatment import Level

_LETTER = {Level.CONVERSATION: "c", Level.PRINCIPAL: "p", Level.ORGANISATION: "o"}


@dataclass(frozen=True, slots=True)
class Scopes:
    """The scopes of one call.

    Args:
        conversation: Its conversation.
        principal: Who calls.
    """

    conversation: str
    principal: str

    def key(self, level: Level, *, brought: bool = False) -> str:
        """Return how the vault names the scope at `level`, or the one beside it."""
        whose = {Level.CONVERSATION: self.conversation, Level.PRINCIPAL: self.principal}
        return f"{'b' if brought else ''}{_LETTER[level]}:{whose.get(level, '')}"

    def all(self) -> frozenset[str]:
        """Return every scope whose pseudonyms the caller may hand back."""
        return frozenset(
            self.key(level, brought=brought) for level in Level for brought in (False, True)
        )

    def beside(self) -> frozenset[str]:
        """Return the scopes among them of what the caller brought himself."""
        return frozenset(self.key(level, brought=True) for level in Level)
