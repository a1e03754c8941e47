"""The label of a conversation: it only rises."""

from dataclasses import dataclass

from ostiary.classes import DataClass


@dataclass(frozen=True, slots=True)
class Label:
    """What a conversation has read so far.

    Args:
        data_class: The highest class that was released to it.
        untrusted: Whether it has read text that somebody outside may have written.
    """

    data_class: DataClass = DataClass.PUBLIC
    untrusted: bool = False

    def raised(self, other: "Label") -> "Label":
        """Return the join of both labels: never lower than either."""
        return Label(max(self.data_class, other.data_class), self.untrusted or other.untrusted)
