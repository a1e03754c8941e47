"""Everything that decides for one server, loaded together so that it is all of one version."""

from dataclasses import dataclass
from pathlib import Path

from ostiary.policy.bundle import Bundle
from ostiary.policy.load import load_bundle
from ostiary.privacy.datamap import DataMap
from ostiary.privacy.load import load_datamap


@dataclass(frozen=True, slots=True)
class Rules:
    """The bundle and the classes of one server's data."""

    bundle: Bundle
    data: DataMap


def load_rules(folder: Path, server: str) -> Rules:
    """Return the rules for `server` in the bundle `folder`.

    Raises:
        PolicyFileError: A file is missing or wrong.
    """
    return Rules(load_bundle(folder), load_datamap(folder / server / "data.yaml"))
