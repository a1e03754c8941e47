"""How the values of one call are treated: what the bundle says, and what it takes to do it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from ostiary.classes import HIGHEST, TEXT, DataClass, Origin
from ostiary.privacy.detect.finding import Detector
from ostiary.privacy.scope import Scopes
from ostiary.treatment import Privacy

TREATED = DataClass.INTERNAL
"""The class of what stands for a personal value: it still tells equal ones from others."""


def _today() -> date:
    return datetime.now(UTC).date()


def _learn_nothing(_known: Iterable[tuple[str, str]]) -> None:
    """The default: nothing learns from columns."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """How values are treated.

    Args:
        clearance: The highest class that leaves as it is.
        privacy: What the bundle says of values above it; None: all are withheld.
        scopes: The call's.
        detector: What finds personal values in free text; None: there is none (yet), and free text
            is withheld.
        learn: Told kind and text of every value of a column before the first text is read, so that
            the names of a row are found in its texts.
        digest: Keyed digest of scope, kind and normalised value; None: there is no key for it.
        today: For ages.
    """

    clearance: DataClass
    privacy: Privacy | None = None
    scopes: Scopes = Scopes("", "")  # noqa: RUF009 - frozen
    detector: Detector | None = None
    learn: Callable[[Iterable[tuple[str, str]]], None] = _learn_nothing
    digest: Callable[[str, str, str], bytes] | None = None
    today: date = field(default_factory=_today)

    def treats(self, origin: Origin) -> bool:
        """Whether values of this origin are treated by their kind; others are shown or withheld."""
        if self.privacy is None or not origin.kind or self.clearance < TREATED:
            return False
        if origin.kind == TEXT and self.privacy.text is None:
            return False
        return self.clearance < origin.data_class < HIGHEST
