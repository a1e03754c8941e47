"""The context of every action, generated from the catalogue: what rules can ask, and its types."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cedarpy import Schema

from ostiary.policy.argumenttype import argument_record
from ostiary.policy.catalogue import Action, Catalogue, FactType
from ostiary.policy.cedartype import CedarType, Flag, JsonText, Long, Member, Record, SetOf, Text

MEASURES = ("calls", "rows", "bytes", "seconds")
"""What budgets count; rules see how much of each was spent."""

RESOURCES = ("Tool", "Resource", "Prompt", "Completion", "List")
"""Cedar's types of what actions act on."""

FACTS: Mapping[FactType, CedarType] = {
    FactType.SET: SetOf(Text()),
    FactType.CLASSES: SetOf(Text()),
    FactType.TEXT: Text(),
    FactType.NUMBER: Long(),
    FactType.FLAG: Flag(),
}


def _all(**types: CedarType) -> Record:
    return Record({name: Member(each, required=True) for name, each in types.items()})


LABEL = _all(**{"class": Long(), "untrusted": Flag()})
_SPENT = _all(**dict.fromkeys(MEASURES, Long()))
BUDGET = _all(conversation=_SPENT, principal=_SPENT)
ORIGINS = ("derived_from", "derived_class", "derived_untrusted")
"""What a context says of where the arguments come from."""
FLOW = _all(
    sink=Text(),
    reversible=Flag(),
    yields=Long(),
    untrusted=Flag(),
    derived_from=SetOf(Text()),
    derived_class=Long(),
    derived_untrusted=Flag(),
)


def context_types(catalogue: Catalogue) -> dict[str, Record]:
    """Return the context of each action by its name.

    Several offers share an action (all resources of a server are read by one); a member that not
    all of them have is optional, and one that they type differently is its JSON text.
    """
    by_name: dict[str, list[Action]] = {}
    for action in catalogue.actions:
        by_name.setdefault(action.name, []).append(action)
    return {name: _context(actions) for name, actions in by_name.items()}


def _context(actions: Iterable[Action]) -> Record:
    shared = list(actions)
    return _all(
        args=_joined([argument_record(action.arguments) for action in shared]),
        facts=_joined([_fact_record(action.facts) for action in shared]),
        label=LABEL,
        budget=BUDGET,
        flow=FLOW,
        transport=Text(),
    )


def _fact_record(facts: Mapping[str, FactType]) -> Record:
    return Record({name: Member(FACTS[kind], required=True) for name, kind in facts.items()})


def _joined(records: list[Record]) -> Record:
    if len(records) == 1:
        return records[0]
    members: dict[str, Member] = {}
    for name in dict.fromkeys(name for record in records for name in record.members):
        found = [record.members[name] for record in records if name in record.members]
        is_shared = len(found) == len(records) and all(each.required for each in found)
        is_alike = all(each == found[0] for each in found)
        members[name] = Member(
            found[0].type if is_alike else JsonText(),
            is_shared,
            found[0].default if is_alike and len(found) == len(records) else None,
        )
    return Record(members)


def cedar_schema(contexts: Mapping[str, Record], resources: Mapping[str, frozenset[str]]) -> Schema:
    """Return Cedar's own schema, by which rules are validated when a bundle is loaded.

    Args:
        contexts: The context of each action.
        resources: The types of what each action acts on.
    """
    entities: dict[str, Any] = {
        "Role": {},
        "Server": {},
        "Principal": {"memberOfTypes": ["Role"]},
        **{name: {"memberOfTypes": ["Server"]} for name in RESOURCES},
    }
    actions = {
        name: {
            "appliesTo": {
                "principalTypes": ["Principal"],
                "resourceTypes": sorted(resources[name]),
                "context": context.schema(),
            }
        }
        for name, context in contexts.items()
    }
    return Schema.from_json_str(json.dumps({"": {"entityTypes": entities, "actions": actions}}))
