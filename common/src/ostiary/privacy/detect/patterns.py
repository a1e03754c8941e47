"""The detector that needs no model: forms, checksums and the words beside them."""

from functools import cache

from ostiary.privacy.detect.finding import Finding
from ostiary.privacy.detect.fold import fold, latinised
from ostiary.privacy.detect.overlap import placed
from ostiary.privacy.detect.pattern import Recogniser

PERSONAL = 0.5
"""The score from which a finding is taken for personal data."""


class Patterns:
    """Finds what has a form of its own in a text.

    Args:
        least_score: What scores less is no finding. The default leaves plain URLs and dates other
            than birth dates as they are; 0.3 finds those too.
    """

    def __init__(self, *, least_score: float = PERSONAL) -> None:
        self._least_score = least_score

    def find(self, text: str) -> list[Finding]:
        """Return the findings in `text`, sorted, apart from each other and from pseudonyms."""
        folded = fold(text)
        read = latinised(folded.text)
        found = [
            each
            for recogniser in _recognisers(wide=self._least_score < PERSONAL)
            for each in recogniser(read)
            if each.score >= self._least_score
        ]
        return placed(found, folded)


@cache
def _recognisers(*, wide: bool) -> tuple[Recogniser, ...]:
    # The validators' tables are read when the first text comes, not when a server starts.
    from ostiary.privacy.detect.recognise import ALL, WIDE  # noqa: PLC0415

    return WIDE if wide else ALL
