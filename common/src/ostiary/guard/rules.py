"""Everything that decides for one server, loaded together so that it is all of one version."""

from dataclasses import dataclass
from pathlib import Path

from ostiary.guard.visibility import Visibility
from ostiary.policy.bundle import Bundle
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.load import load_bundle
from ostiary.privacy.datamap import DataMap
from ostiary.privacy.load import load_datamap


@dataclass(frozen=True, slots=True)
class Rules:
    """The bundle, the classes of one server's data, and what follows from both."""

    bundle: Bundle
    data: DataMap
    visibility: Visibility


def load_rules(folder: Path, server: str, catalogue: Catalogue) -> Rules:
    """Return the rules for `server` in the bundle `folder`, held against what it offers.

    Raises:
        PolicyFileError: A file is missing or wrong, or a rule names what there is not.
    """
    bundle = load_bundle(folder, catalogue)
    data = load_datamap(folder / server / "data.yaml")
    return Rules(bundle, data, Visibility(server, bundle))
