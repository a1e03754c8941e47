"""Requests behind which nobody could be verified: counted by reason, never described."""

from collections import Counter


class Unauthenticated:
    """A count for each reason. Reasons are a bounded set, so that counts are bounded too."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def count(self, reason: str) -> None:
        """Count one."""
        self.counts[reason] += 1
