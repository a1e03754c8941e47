"""Reading a bundle again while it is in force: whole or not at all.

Nothing here swaps anything: the caller puts `Fresh.value` in force in one assignment, and records
what was refused. It asks as often as it likes; an unchanged folder costs reading its files.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from ostiary.documents import PolicyFileError
from ostiary.policy.files import fingerprint, read_files

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The folder holds what is in force."""


@dataclass(frozen=True, slots=True)
class Fresh(Generic[T]):
    """The folder holds something else, and it is sound.

    Args:
        value: What was made of it.
        version: Its fingerprint.
    """

    value: T
    version: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The folder holds something else that cannot be used: what is in force stays.

    Args:
        fault: What is wrong, for the operator.
        version: Fingerprint of what was refused, so that it is recorded once and not at every look;
            empty where the folder could not even be read.
    """

    fault: PolicyFileError
    version: str


def reread(folder: Path, version: str, load: Callable[[], T]) -> Unchanged | Fresh[T] | Refused:
    """Return what has become of the bundle in `folder`. Never raises.

    Args:
        folder: The bundle.
        version: Fingerprint of what is in force.
        load: Reads the folder, by `load_bundle` and whatever else has to change with it.
    """
    found = ""
    try:
        found = fingerprint(read_files(folder))
        if found == version:
            return Unchanged()
        made = load()
        if fingerprint(read_files(folder)) != found:
            # Somebody is writing: parts of two versions may have been read.
            reason = "changed while it was read; it is read again later"
            return Refused(PolicyFileError(str(folder), reason), "")
        return Fresh(made, found)
    except PolicyFileError as fault:
        return Refused(fault, found)
    except Exception as error:  # noqa: BLE001 - whatever fails, the old bundle stays in force
        return Refused(PolicyFileError(str(folder), f"not read ({type(error).__name__})"), found)
