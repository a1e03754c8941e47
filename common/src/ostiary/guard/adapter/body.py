"""The last gate: a body runs only on a permit that the pipeline wrote for exactly this call.

Every function that a server offers is wrapped here. Whoever reaches the wrapper by another way (a
background task, `run_middleware=False`, a direct call from another body) holds no permit and is
refused. What the body returns goes back to the pipeline through the permit and never through the
framework, which sees an empty placeholder: its logs, traces and middleware have nothing to leak.
"""

import functools
import inspect
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import anyio
from fastmcp.exceptions import ToolError

from ostiary.classes import DataClass
from ostiary.errors import PolicyDeniedError
from ostiary.guard.offer import Offer

GROUND = "ground"
"""The parameter that takes what `examine` found; callers neither see it nor can they supply it."""

CLEARANCE = "clearance"
"""The parameter that takes the highest class that will leave in the clear: a body that can do so
does not even read what would be withheld."""

_INJECTED = frozenset({GROUND, CLEARANCE})

_ATTRIBUTE = "__ostiary_offer__"

Body = Callable[..., Awaitable[Any]]


@dataclass(slots=True)
class Permit:
    """Leave to run one body once, and where its outcome goes.

    Args:
        offer: What may run.
        arguments: On what.
        ground: What the examination found.
        clearance: The highest class that will leave in the clear.
    """

    offer: Offer
    arguments: dict[str, Any]
    ground: Any
    clearance: DataClass
    used: bool = False
    ended: bool = False
    value: Any = None
    error: Exception | None = None
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)


_PERMIT: ContextVar[Permit | None] = ContextVar("ostiary_permit", default=None)


@contextmanager
def permitted(permit: Permit) -> Generator[None]:
    """Hold `permit` for whatever the current task runs inside, and for no longer.

    A task that was started inside and lives on holds it still: for that one it is spent, and a body
    that runs in it is stopped. The record of the call would not know of it.
    """
    token = _PERMIT.set(permit)
    try:
        yield
    finally:
        _PERMIT.reset(token)
        permit.used = True
        permit.scope.cancel()


def current_permit() -> Permit | None:
    """Return the unused permit that the current task holds, if any."""
    permit = _PERMIT.get()
    return None if permit is None or permit.used else permit


def denied() -> ToolError:
    """Return the refusal for whoever comes without a permit."""
    return ToolError(str(PolicyDeniedError()))


def guard_body(function: Body, placeholder: Any) -> Body:
    """Return `function` behind the gate.

    Args:
        function: The server's own, async.
        placeholder: What the framework is given in place of the result.

    Raises:
        TypeError: `function` is not async: a deadline could not stop it.
    """
    if not inspect.iscoroutinefunction(function):
        raise TypeError(
            f"{function.__name__}: offer an async function; a deadline cannot stop others"
        )
    signature = inspect.signature(function)
    wanted = _INJECTED & signature.parameters.keys()

    @functools.wraps(function)
    async def body(**arguments: Any) -> Any:
        permit = current_permit()
        if permit is None or permit.offer is not offer_of(body):
            raise denied()
        permit.used = True
        injected = {GROUND: permit.ground, CLEARANCE: permit.clearance}
        arguments.update({name: injected[name] for name in wanted})
        with permit.scope:
            try:
                permit.value = await function(**arguments)
            except Exception as error:  # noqa: BLE001 - carried to the pipeline, which masks it
                permit.error = error
            permit.ended = True
        return placeholder

    kept = [each for name, each in signature.parameters.items() if name not in _INJECTED]
    vars(body)["__signature__"] = signature.replace(parameters=kept)
    body.__annotations__ = {
        name: kind
        for name, kind in function.__annotations__.items()
        if name not in {*_INJECTED, "return"}
    }
    return body


def attach_offer(body: Body, component: object, offer: Offer) -> None:
    """Bind `body` to the one offer whose permits it accepts, and the component to the same.

    The framework may have wrapped `body` in a function of its own; resolving goes by that one.
    """
    setattr(body, _ATTRIBUTE, offer)
    setattr(component_function(component), _ATTRIBUTE, offer)


def component_function(component: object) -> Any:
    """Return the function of a framework component; None for one that has none."""
    return getattr(component, "fn", None)


def offer_of(body: object) -> Offer | None:
    """Return the offer that `body` is bound to; None for a function that never passed the gate."""
    return getattr(body, _ATTRIBUTE, None)
