"""The label of a conversation: the highest class that it has read, and whether from strangers.

Labels form a lattice: joining two of them gives the least that is as high as both, so that no order
of calls and no repetition of one ever lowers what a conversation has earned.
"""

from dataclasses import dataclass

from ostiary.classes import DataClass


@dataclass(frozen=True, slots=True)
class Label:
    """What was read.

    Args:
        data_class: The highest class.
        untrusted: Whether some of it may have been written by somebody outside.
    """

    data_class: DataClass = DataClass.PUBLIC
    untrusted: bool = False

    def __or__(self, other: "Label") -> "Label":
        return Label(max(self.data_class, other.data_class), self.untrusted or other.untrusted)

    def __ge__(self, other: "Label") -> bool:
        return self | other == self

    def told(self) -> dict[str, str | bool]:
        """Return it as records hold it."""
        return {"class": self.data_class.label, "untrusted": self.untrusted}


NOTHING_READ = Label()
"""Of a conversation that has read nothing."""
