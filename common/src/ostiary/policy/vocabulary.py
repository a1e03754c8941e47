"""What the rules of one bundle may name: its roles, and what the servers of the catalogue offer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cedarpy import Schema

from ostiary.documents import did_you_mean
from ostiary.policy.actiontype import RESOURCES, cedar_schema, context_types
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.cedartype import Record

TYPES = ("Principal", "Role", "Action", "Server", *RESOURCES)
"""Every type of entity that there is."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names by kind. What an uncatalogued server offers is not known, so nothing is said of it.

    Args:
        roles: The bundle's.
        folders: Servers that the bundle has rules for.
        servers: Servers that the catalogue covers.
        contexts: Context of each catalogued action.
        resources: Identifiers of what the actions act on, by type.
        values: What facts can be, where the servers can list it.
        schema: Of the catalogued actions; None where there are none.
    """

    roles: frozenset[str]
    folders: frozenset[str]
    servers: frozenset[str] = frozenset()
    contexts: Mapping[str, Record] = field(default_factory=dict[str, Record])
    resources: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    values: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    schema: Schema | None = None

    def fault_of_entity(self, kind: str, name: str) -> str:
        """Return what is wrong with naming this entity; nothing if nothing is."""
        match kind:
            case "Role":
                return unknown("role", name, self.roles, "not in bundle.yaml")
            case "Action":
                return self.fault_of_action(name)
            case "Server":
                return self._fault_of_server(name)
            case _ if kind in RESOURCES:
                server = name.partition(".")[0]
                if server not in self.servers:
                    return self._fault_of_server(server)
                known = self.resources.get(kind, frozenset())
                return unknown(kind.lower(), name, known, f"the server {server} offers none")
            case _:
                return self.fault_of_type(kind)

    def fault_of_action(self, name: str) -> str:
        """Return what is wrong with naming this action."""
        server = name.partition(".")[0]
        if server not in self.servers:
            return self._fault_of_server(server)
        return unknown("action", name, self.contexts, f"the server {server} offers none")

    def fault_of_type(self, kind: str) -> str:
        """Return what is wrong with naming this type of entity."""
        return unknown("entity type", kind, TYPES, "there is none")

    def _fault_of_server(self, name: str) -> str:
        if not self.servers:
            return ""  # nothing is catalogued, so nothing is known
        known = self.servers | self.folders
        return unknown("server", name, known, "neither installed nor a folder of this bundle")


def unknown(kind: str, name: str, known: Iterable[str], why: str) -> str:
    """Return the text that `name` is not one of `known`; nothing if it is."""
    names = list(known)
    return "" if name in names else f"{kind} {name}: {why}{did_you_mean(name, names)}"


def vocabulary(
    roles: Iterable[str], folders: Iterable[str], catalogue: Catalogue | None
) -> Vocabulary:
    """Return what a bundle with these roles and folders may name."""
    if catalogue is None or not catalogue.actions:
        return Vocabulary(frozenset(roles), frozenset(folders))
    contexts = context_types(catalogue)
    by_type: dict[str, set[str]] = {}
    by_action: dict[str, set[str]] = {}
    for action in catalogue.actions:
        kind, name = action.resource
        by_type.setdefault(kind, set()).add(name)
        by_action.setdefault(action.name, set()).add(kind)
    return Vocabulary(
        frozenset(roles),
        frozenset(folders),
        frozenset(action.server for action in catalogue.actions),
        contexts,
        {kind: frozenset(names) for kind, names in by_type.items()},
        catalogue.values(),
        cedar_schema(contexts, {name: frozenset(kinds) for name, kinds in by_action.items()}),
    )
