"""Several detectors as one."""

from ostiary.privacy.detect.finding import Detector, Finding
from ostiary.privacy.detect.overlap import resolve


class Together:
    """Finds what any of some detectors finds; overlaps are settled as within one of them."""

    def __init__(self, *detectors: Detector) -> None:
        self._detectors = detectors

    def find(self, text: str) -> list[Finding]:
        """Return the findings of all, sorted and apart."""
        return resolve([each for one in self._detectors for each in one.find(text)], text)
