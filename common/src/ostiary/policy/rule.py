"""One Cedar statement read into a `Rule`; what would not mean what it says is refused."""

import json
import re
from collections.abc import Mapping
from typing import Any

from cedarpy import policies_to_json_str

from ostiary.classes import DataClass, parse_class
from ostiary.documents import PolicyFileError, did_you_mean
from ostiary.policy.asked import ANNOTATIONS, read_terms
from ostiary.policy.bundle import Rule
from ostiary.policy.cedartype import UnmappableError, require_depth
from ostiary.policy.statements import Statement, extent_fault

_ANNOTATIONS = ANNOTATIONS | {"id", "clearance"}
_MAX_TREE_DEPTH = 120
"""Cedar reads its own JSON form to 128 levels; each `&&` in a row adds two."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def parse_rule(place: str, statement: Statement, roles: frozenset[str]) -> Rule:
    """Return the rule that `statement` makes.

    Args:
        place: The file, `server/policy.cedar`.
        statement: One statement of it.
        roles: The roles that the bundle knows.

    Raises:
        PolicyFileError: Not a policy, without `@id`, or naming an annotation, class or role that
            does not exist; the message names file and line.
    """
    where = f"{place}:{statement.line}"
    body = _parse(where, statement.text)
    notes: Mapping[str, str] = body.get("annotations", {})
    for unknown in sorted(set(notes) - _ANNOTATIONS):
        hint = did_you_mean(f"@{unknown}", [f"@{known}" for known in _ANNOTATIONS])
        raise PolicyFileError(where, f"@{unknown}: no such annotation{hint}")
    if not notes.get("id"):
        raise PolicyFileError(where, 'every policy needs an @id("...") for the record to name it')
    if not _ID.fullmatch(notes["id"]):
        raise PolicyFileError(where, "@id: only letters, digits, and . _ - inside")
    return Rule(
        name=f"{place}:{notes['id']}",
        effect=body["effect"],
        line=statement.line,
        clearance=_clearance(where, notes),
        terms=read_terms(where, notes, roles, body["effect"]),
        text=statement.text,
        body=body,
    )


def _parse(where: str, text: str) -> dict[str, Any]:
    if fault := extent_fault(text):
        raise PolicyFileError(where, fault)
    try:
        policies: dict[str, Any] = json.loads(policies_to_json_str(text))["staticPolicies"]
        require_depth(policies, _MAX_TREE_DEPTH)
    except (RecursionError, UnmappableError):
        raise PolicyFileError(where, "conditions nested too deep") from None
    except ValueError:
        raise PolicyFileError(where, "not a Cedar policy") from None
    if len(policies) != 1:
        raise PolicyFileError(where, "not exactly one policy; templates are not used here")
    return next(iter(policies.values()))


def _clearance(where: str, notes: Mapping[str, str]) -> DataClass | None:
    if "clearance" not in notes:
        return None
    try:
        return parse_class(notes["clearance"])
    except ValueError as error:
        raise PolicyFileError(f"{where}: @clearance", str(error)) from None
