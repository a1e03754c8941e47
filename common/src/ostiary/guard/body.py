"""A server's own function as the pipeline runs it: on typed arguments and what it wants beside.

The function is held here alone. The framework is given a stub that refuses (`adapter/stub.py`), so
there is no way to a body but the pipeline's, and what a body returns never passes through the
framework's logs, traces and middleware.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NotRequired, TypeAlias, get_type_hints

from pydantic import ConfigDict, PydanticUserError, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from ostiary.classes import Origin
from ostiary.errors import InvalidInputError

GROUND = "ground"
"""The parameter that takes what `examine` found; callers neither see it nor can they supply it."""

CLEARANCE = "clearance"
"""The parameter that takes the highest class that will leave in the clear: a body that can do so
does not even read what would be withheld."""

LEAVES = "leaves"
"""The parameter that takes a function: whether anything of a value of some origin will leave, as it
is or as what stands for it. A body reads nothing of which nothing will."""

AS_READ = "as_read"
"""The parameter that takes a function: what the caller would read of a text. A body that matches
texts matches that, so that nobody finds by searching what he is not shown."""

GRANT = "grant"
"""The parameter that takes what the call may cost at most."""

CALLER = "caller"
"""The parameter that takes the name of the principal: for what may come back from him alone."""

AGREED = "agreed"
"""The parameter that takes the digest of the preview that a human agreed to; empty where none had
to. A body that would now touch anything else refuses."""

PROGRESS = "progress"
"""The parameter that takes a function to tell how far the work has come, in numbers alone."""

_INJECTED = frozenset({GROUND, CLEARANCE, LEAVES, AS_READ, GRANT, CALLER, AGREED, PROGRESS})

Function: TypeAlias = Callable[..., Awaitable[Any]]

Leaves: TypeAlias = Callable[[Origin], bool]
"""`leaves(origin)`: whether anything of a value of that origin will leave."""

AsRead: TypeAlias = Callable[[str, Origin], Awaitable[str | None]]
"""`await as_read(text, origin)`: the text as it would leave; None where nothing of it would."""

Progress: TypeAlias = Callable[[float, float | None], Awaitable[None]]
"""`await progress(done, total)`: the caller sees the numbers if he asked to; no total is None."""


class Body:
    """One function, ready to run.

    Args:
        function: The server's own, async.

    Raises:
        TypeError: It is not async, so that a deadline could not stop it, or a parameter is of a
            type that no JSON has, such as a framework's context: a body speaks by what it returns.
    """

    def __init__(self, function: Function) -> None:
        if not inspect.iscoroutinefunction(function):
            raise TypeError(
                f"{function.__name__}: offer an async function; a deadline cannot stop others"
            )
        self.function = function
        whole = inspect.signature(function)
        self._wanted = _INJECTED & whole.parameters.keys()
        kept = [each for name, each in whole.parameters.items() if name not in _INJECTED]
        self.signature = whole.replace(parameters=kept)
        self._types = _types_of(function, kept)

    def bind(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return `arguments`, which fit the schema already, as the types that the function names.

        Raises:
            InvalidInputError: One of them does not have its type.
        """
        try:
            return self._types.validate_python(dict(arguments))
        except ValidationError:
            # Its own words quote the value.
            raise InvalidInputError(
                "An argument does not have the type that the schema names.", detail="type"
            ) from None

    async def run(self, bound: Mapping[str, Any], beside: Mapping[str, Any]) -> Any:
        """Return what the function returns.

        Args:
            bound: What `bind` returned.
            beside: The values of all parameters that are injected; it is given those it wants.
        """
        return await self.function(**bound, **{name: beside[name] for name in self._wanted})


def _types_of(function: Function, kept: list[inspect.Parameter]) -> TypeAdapter[dict[str, Any]]:
    hints = get_type_hints(function, include_extras=True)
    fields = {
        each.name: hints[each.name]
        if each.default is inspect.Parameter.empty
        else NotRequired[hints[each.name]]
        for each in kept
    }
    arguments: Any = TypedDict(function.__name__, fields)  # pyright: ignore[reportArgumentType, reportGeneralTypeIssues] # made from the signature
    arguments.__pydantic_config__ = ConfigDict(extra="forbid", arbitrary_types_allowed=False)
    try:
        return TypeAdapter(arguments)
    except PydanticUserError:
        raise TypeError(
            f"{function.__name__}: a parameter has a type that no JSON value becomes"
        ) from None
