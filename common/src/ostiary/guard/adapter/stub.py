"""What the framework holds in a body's place: the right signature, and a refusal.

Whoever gets here has come around the pipeline (a background task, `run_middleware=False`, a direct
call from another body, a method that the gate does not know).
"""

import functools
from typing import Any

from fastmcp.exceptions import ToolError

from ostiary.errors import PolicyDeniedError
from ostiary.guard.body import Body, Function
from ostiary.guard.offer import Offer

_ATTRIBUTE = "__ostiary_offer__"
_DECLARED = "__ostiary_component__"


def denied() -> ToolError:
    """Return the refusal for whoever comes around the pipeline."""
    return ToolError(str(PolicyDeniedError()))


def stub_of(body: Body) -> Function:
    """Return a function that the framework can describe as it would `body`, and that refuses."""
    function = body.function

    @functools.wraps(function)
    async def refuse(**_arguments: Any) -> Any:
        raise denied()

    del vars(refuse)["__wrapped__"]  # the way to the function itself
    vars(refuse)["__signature__"] = body.signature
    shown = {*body.signature.parameters}
    refuse.__annotations__ = {
        name: kind for name, kind in function.__annotations__.items() if name in shown
    }
    return refuse


def attach_offer(stub: Function, component: object, offer: Offer) -> None:
    """Let `stub`, and the framework's component that was made of it, resolve to `offer`."""
    # The framework may have wrapped it in a function of its own.
    for holder in (stub, component_function(component) or component):
        setattr(holder, _ATTRIBUTE, offer)
        setattr(holder, _DECLARED, component)


def component_function(component: object) -> Any:
    """Return the function of a framework component; None for one that has none."""
    return getattr(component, "fn", None)


def declared(stub: object) -> Any:
    """Return the framework's component as it was declared, whatever was made of it since."""
    return getattr(stub, _DECLARED, None)


def offer_of(stub: object) -> Offer | None:
    """Return the offer that `stub` stands for; None for a function that is no stub of ours."""
    return getattr(stub, _ATTRIBUTE, None)
