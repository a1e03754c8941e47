"""The detector that needs no model: forms, checksums and the words beside them."""

from functools import cache

from ostiary.privacy.detect.finding import Finding
from ostiary.privacy.detect.fold import fold
from ostiary.privacy.detect.overlap import resolve, without
from ostiary.privacy.detect.pattern import Recogniser
from ostiary.privacy.detect.shield import pseudonym_spans

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
        found = [
            each
            for recogniser in _recognisers(wide=self._least_score < PERSONAL)
            for each in recogniser(folded.text)
            if each.score >= self._least_score
        ]
        if not found:
            return []
        kept = resolve(without(found, pseudonym_spans(folded.text)), folded.text)
        if not folded.cuts:
            return kept
        return [_moved(each, *folded.origin(each.start, each.end)) for each in kept]


def _moved(finding: Finding, start: int, end: int) -> Finding:
    return Finding(start, end, finding.kind, finding.score, finding.source, finding.known)


@cache
def _recognisers(*, wide: bool) -> tuple[Recogniser, ...]:
    # The validators' tables are read when the first text comes, not when a server starts.
    from ostiary.privacy.detect.recognise import ALL, WIDE  # noqa: PLC0415

    return WIDE if wide else ALL
