"""Cedar's own answer, with nothing of ours around it."""

from typing import Any, cast

import cedarpy
from cedarpy import AuthzResult, PolicySet, Schema

from ostiary.policy.cedar import make_entities


def answer(policies: PolicySet, context: str, schema: Schema | None = None) -> AuthzResult:
    """Return what Cedar says to `ann` calling `notes.read`; with a schema, it checks the request."""
    ask = cast("Any", cedarpy).is_authorized
    request = {
        "principal": {"type": "Principal", "id": "ann"},
        "action": {"type": "Action", "id": "notes.read"},
        "resource": {"type": "Tool", "id": "notes.read"},
        "context": context,
    }
    return cast("AuthzResult", ask(request, policies, make_entities([]), schema))
