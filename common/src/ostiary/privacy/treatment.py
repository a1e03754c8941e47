"""How the values of one call are treated: what the bundle says, and what it takes to do it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from ostiary.classes import HIGHEST, TEXT, DataClass, Origin
from ostiary.privacy.scope import Scopes
from ostiary.treatment import Privacy, Treat

TREATED = DataClass.INTERNAL
"""The class of what stands for a personal value: it still tells equal ones from others."""


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Treatment:
    """How values are treated.

    Args:
        clearance: The highest class that leaves as it is.
        privacy: What the bundle says of values above it; None: all are withheld.
        scopes: The call's.
        digest: Keyed digest of scope, kind and normalised value; None: there is no key for it.
        today: For ages.
    """

    clearance: DataClass
    privacy: Privacy | None = None
    scopes: Scopes = Scopes("", "")  # noqa: RUF009 - frozen
    digest: Callable[[str, str, str], bytes] | None = None
    today: date = field(default_factory=_today)

    def treats(self, origin: Origin) -> bool:
        """Whether values of this origin are treated by their kind; others are shown or withheld."""
        if self.privacy is None or not origin.kind or self.clearance < TREATED:
            return False
        if origin.kind == TEXT and self.privacy.text is None:
            return False
        return self.clearance < origin.data_class < HIGHEST


_LIKENING = frozenset({Treat.PSEUDONYM, Treat.HASH, Treat.SYNTHETIC})


def likens(privacy: Privacy | None, origin: Origin) -> bool:
    """Whether values of an origin leave as what tells which of them are the same, and no more.

    For who may not see them, that is. What is generalised or cut tells less, and so does what is
    withheld.
    """
    if privacy is None or not origin.kind or origin.kind == TEXT or origin.data_class >= HIGHEST:
        return False
    return privacy.rule(origin.kind).treat in _LIKENING
