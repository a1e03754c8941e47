"""What a bundle says of personal values: words that the file's reader and the guard share.

Pure values. `policy/privacyfile.py` reads them, `privacy/` does what they say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

DISPLAY = "host.answer"
"""What restore rules call the answer that a host shows to a human, though no server offers it."""

DISPLAYED = "text"
"""Its one argument."""


class Treat(StrEnum):
    """What becomes of a value of some kind that its reader may not see."""

    CLEAR = "clear"
    PSEUDONYM = "pseudonym"
    WITHHOLD = "withhold"
    GENERALISE = "generalise"
    PARTIAL = "partial"
    HASH = "hash"
    SYNTHETIC = "synthetic"


class Level(StrEnum):
    """Within what a value keeps one pseudonym."""

    CONVERSATION = "conversation"
    PRINCIPAL = "principal"
    ORGANISATION = "organisation"


class Form(StrEnum):
    """How a pseudonym is written."""

    PLAIN = "plain"
    EMAIL = "email"


class Generalise(StrEnum):
    """What is left of a value that is generalised."""

    YEAR = "year"
    AGE_BAND = "age_band"
    PREFIX = "prefix"
    NETWORK = "network"


class Find(StrEnum):
    """What looks for personal values in free text."""

    MODEL = "model"
    PATTERNS = "patterns"
    NOTHING = "nothing"


class UntilReady(StrEnum):
    """What becomes of free text while that is being loaded."""

    WAIT = "wait"
    WITHHOLD = "withhold"


@dataclass(frozen=True, slots=True)
class KindRule:
    """What becomes of the values of one kind.

    Args:
        treat: What.
        level: Within what they keep one pseudonym.
        form: How that is written.
        generalise: What is left where they are generalised; None: what suits the kind.
    """

    treat: Treat = Treat.PSEUDONYM
    level: Level = Level.CONVERSATION
    form: Form = Form.PLAIN
    generalise: Generalise | None = None


@dataclass(frozen=True, slots=True)
class TextRule:
    """What becomes of free text of a class that its reader may not see.

    Args:
        find: What looks through it.
        until_ready: What becomes of it until that is loaded.
        risk: The words with which the bundle accepts that no model reads it; empty: it does not.
        model: Which model: `spacy:NAME`, `transformers:FOLDER`, `gliner:FOLDER`; empty for none.
    """

    find: Find = Find.MODEL
    until_ready: UntilReady = UntilReady.WAIT
    risk: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Privacy:
    """What a bundle says of personal values.

    Args:
        kinds: The rule of each kind that it names.
        default: The rule of every other kind.
        text: The rule of free text; None: it stays withheld.
        prompt: Whether a host looks through a user's question in the same way.
        retention_days: How long a pseudonym is kept; None: until somebody erases it.
    """

    kinds: Mapping[str, KindRule] = field(default_factory=dict[str, KindRule])
    default: KindRule = KindRule()
    text: TextRule | None = None
    retention_days: int | None = None
    prompt: bool = False

    def rule(self, kind: str) -> KindRule:
        """Return what becomes of values of `kind`."""
        return self.kinds.get(kind, self.default)


@dataclass(frozen=True, slots=True)
class RestoreRule:
    """Where a pseudonym may turn back into its value.

    Args:
        kind: Of the value.
        tool: `server.tool`, or `server.read|prompt|complete`, or `DISPLAY`.
        argument: Name of the argument, or a path into it with dots; everything below is meant too.
        roles: Whose calls.
    """

    kind: str
    tool: str
    argument: str
    roles: frozenset[str]
