"""Cedar's engine, with the types that cedarpy leaves open.

The only module that calls it to evaluate (a decision, a partial one) and to validate.
"""

import json
from collections.abc import Sequence
from typing import Any

from cedarpy import AuthzResult, Entities, PartialAuthzResult, PolicySet, Schema
from cedarpy import is_authorized as _is_authorized  # pyright: ignore[reportUnknownVariableType] # cedarpy's dict is bare
from cedarpy import is_authorized_partial as _is_authorized_partial  # pyright: ignore[reportUnknownVariableType] # as above
from cedarpy import validate_policies as _validate_policies  # pyright: ignore[reportUnknownVariableType] # as above

Uid = tuple[str, str]
"""Type and identifier of an entity."""


def evaluate(  # noqa: PLR0917 - Cedar's own order: who, what, on what
    policies: PolicySet,
    entities: Entities,
    principal: Uid,
    action: Uid,
    resource: Uid,
    context: str,
) -> AuthzResult:
    """Return Cedar's answer, with diagnostics. `context` is JSON."""
    return _is_authorized(
        {
            "principal": _uid(principal),
            "action": _uid(action),
            "resource": _uid(resource),
            "context": context,
        },
        policies,
        entities,
    )


def evaluate_partially(
    policies: PolicySet, entities: Entities, principal: Uid, action: Uid, resource: Uid
) -> PartialAuthzResult:
    """Return Cedar's answer with the context left open."""
    return _is_authorized_partial(
        {"principal": _text(principal), "action": _text(action), "resource": _text(resource)},
        policies,
        entities,
    )


def type_errors(text: str, schema: Schema) -> list[str]:
    """Return what Cedar's validator has against the policies in `text`."""
    return [error.error for error in _validate_policies(text, schema).errors]


def make_entities(parents: Sequence[tuple[Uid, Sequence[Uid]]]) -> Entities:
    """Return entities, each with what it is in."""
    return Entities.from_json_str(  # pyright: ignore[reportUnknownMemberType] # cedarpy's dict is bare
        json.dumps(
            [
                {"uid": _uid(uid), "attrs": {}, "parents": [_uid(each) for each in within]}
                for uid, within in parents
            ]
        )
    )


def _uid(uid: Uid) -> dict[str, Any]:
    # The structured form: an identifier cannot end its own quotes.
    return {"type": uid[0], "id": uid[1]}


def _text(uid: Uid) -> str:
    return f"{uid[0]}::{json.dumps(uid[1], ensure_ascii=False)}"
