"""A FastMCP server whose every component passes the guard: the decorators and their checks."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeVar

from fastmcp import FastMCP
from fastmcp.prompts import Prompt
from fastmcp.resources import Resource, ResourceTemplate
from fastmcp.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import BaseModel, TypeAdapter
from starlette.routing import BaseRoute

from ostiary.classes import HIGHEST, DataClass
from ostiary.guard.adapter.declare import (
    description_of,
    require_arguments,
    require_descriptions,
    result_model,
    text_arguments,
)
from ostiary.guard.adapter.opened import Opened
from ostiary.guard.adapter.plain import require_plain
from ostiary.guard.adapter.stub import attach_offer, denied, stub_of
from ostiary.guard.body import Body, Function
from ostiary.guard.cursors import Cursors
from ostiary.guard.examined import Classify, Examine
from ostiary.guard.offer import DEFAULT_TIMEOUT_S, Kind, Offer, Rows
from ostiary.nature import OURS, Nature, Sink
from ostiary.policy.catalogue import FactType
from ostiary.privacy.schema import releasable

F = TypeVar("F", bound=Function)

_COMPLETION_ARGUMENTS = {
    "type": "object",
    "properties": {"value": {"type": "string", "maxLength": 1024}},
    "required": ["value"],
    "additionalProperties": False,
}

Known = Callable[[], Mapping[str, frozenset[str]]]
"""Lists the values that facts can have, such as the tables that there are, by the fact's name."""

Prepare = Callable[[], object]
"""Finds what a server needs before it is opened; raises `ValueError` if it is not there."""


class GuardedServer(FastMCP[Any]):
    """A server that offers nothing around the guard. Made by `guarded()`, never directly.

    A component registered by FastMCP's own means (`add_tool`, a provider, a mount of a bare server)
    is not offered: it is neither listed nor run.
    """

    word: str = ""
    transport: str = "memory"
    opener: Callable[[], Opened]
    known: Known | None = None
    own_lifespan: Callable[[Any], AbstractAsyncContextManager[Any]] | None = None

    def __init__(self, name: str, instructions: str, **framework: Any) -> None:
        super().__init__(name, instructions, lifespan=_lifespan, **framework)
        self.offers: list[Offer] = []
        self.completions: dict[tuple[str, str], Offer] = {}
        self._open: Opened | None = None

    @property
    def opened(self) -> Opened:
        """The open path.

        Raises:
            RuntimeError: Nobody has opened this server.
        """
        if self._open is None:
            raise RuntimeError("this server is not open")
        return self._open

    def open(self) -> None:
        """Read rules and keys and open the ledger, unless that was done before.

        Raises:
            ValueError: Something is missing or wrong; the text says what and what to do.
            SQLAlchemyError: The ledger's store failed.
        """
        if self._open is None:
            self._open = self.opener()

    def close(self) -> None:
        """End the ledger; what comes later is refused."""
        if self._open is not None:
            self._open.close()

    @property
    def cursors(self) -> Cursors:
        """What signs this server's cursors.

        Raises:
            RuntimeError: Nobody has opened this server.
        """
        return self.opened.cursors

    def custom_route(self, *_route: Any, **_options: Any) -> Any:
        """Refuse: a route of HTTP passes no gate.

        Raises:
            TypeError: Always.
        """
        raise TypeError("a route would pass the guard by; offer a tool or a resource")

    def _get_additional_http_routes(self) -> list[BaseRoute]:
        # Whoever adds one all the same, here or on a server mounted here, adds nothing.
        return []

    def tool(  # pyright: ignore[reportIncompatibleMethodOverride] # on purpose: FastMCP's own form, which knows no guard, is not offered
        self,
        *,
        title: str,
        examine: Examine[Any] | None = None,
        classify: Classify[Any] | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        read_only: bool = False,
        untrusted: bool | Callable[[Any], bool] = True,
        yields: DataClass = HIGHEST,
        sink: Sink = Sink.OUTSIDE,
        reversible: bool = False,
        facts: Mapping[str, FactType] | None = None,
        rows: Rows | None = None,
        preview: Function | None = None,
        media: str = "",
    ) -> Callable[[F], F]:
        """Offer an async function as a tool.

        Args:
            title: What people see.
            examine: Yields facts, and what reaches the parameter `ground` (see `guard/body.py`).
            classify: Says where the parts of the result come from; without it the line of the tool
                under `tools` in `data.yaml` does, and without that everything is withheld.
            timeout_s: Deadline [s].
            read_only: Whether it changes _nothing_; told to clients, not relied upon.
            untrusted: Whether results may hold text of somebody outside, or what says so of one.
            yields: The highest class that a result can hold; what is above it does not leave.
            sink: Where the arguments can go. Whoever does not say has said: to people outside.
            reversible: Whether another call can undo what it does.
            facts: What `examine` yields at every call, by name; policies may rely on them.
            rows: The rows of data in a result, which budgets count.
            preview: Async; says what the call would change, and changes nothing.
            media: The member of the result that is a list of images and sounds.

        Raises:
            TypeError: Not async, not described, or with a result that is no pydantic model.
        """

        def register(function: F) -> F:
            result = result_model(function)
            body, description = Body(function), description_of(function)
            stub = stub_of(body)
            tool = _listed(function, stub, title, result, read_only=read_only)
            _require_told(tool, body)
            what = (self.word, Kind.TOOL, tool.name, tool.parameters, body, description)
            nature = Nature(yields, untrusted is not False, sink, reversible)
            how = (examine, classify, timeout_s, nature, _strangers(untrusted), facts or {}, rows)
            ahead = Body(preview) if preview is not None else None
            self._attach(stub, tool, Offer(*what, *how, media=media, preview=ahead))
            self.add_tool(tool)
            return function

        return register

    def resource(  # pyright: ignore[reportIncompatibleMethodOverride] # as for `tool`
        self,
        uri: str,
        *,
        title: str,
        examine: Examine[Any] | None = None,
        classify: Classify[Any] | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        mime_type: str = "application/json",
        untrusted: bool = True,
        yields: DataClass = HIGHEST,
        sink: Sink = Sink.OUTSIDE,
        facts: Mapping[str, FactType] | None = None,
    ) -> Callable[[F], F]:
        """Offer an async function as the resource at `uri`, or as a template with `{parameters}`.

        Args:
            uri: Address or template. No identifier of a person belongs in it: URIs end in logs.
            title: What people see.
            examine: As for `tool`; the arguments are the template's parameters.
            classify: As for `tool`; the line stands under `resources` by its URI.
            timeout_s: Deadline [s].
            mime_type: Of the text it returns.
            untrusted: As for `tool`.
            yields: As for `tool`.
            sink: As for `tool`, of the template's parameters.
            facts: As for `tool`.
        """

        def register(function: F) -> F:
            body, description = Body(function), description_of(function)
            stub = stub_of(body)
            told: dict[str, Any] = {
                "name": function.__name__,
                "title": title,
                "description": description,
                "mime_type": mime_type,
            }
            template = resource = None
            names: list[str] = []
            if "{" in uri:
                template = ResourceTemplate.from_function(stub, uri, **told)
                names = list(template.parameters.get("properties", {}))
            else:
                resource = Resource.from_function(stub, uri, **told)
            require_arguments(body, names)
            schema = text_arguments(names, names)
            what = (self.word, Kind.RESOURCE, uri, schema, body, description)
            nature = Nature(yields, untrusted, sink)
            how = (examine, classify, timeout_s, nature, None, facts or {})
            self._attach(stub, template or resource, Offer(*what, *how, mime_type=mime_type))
            if template is not None:
                self.add_template(template)
            elif resource is not None:
                self.add_resource(resource)
            return function

        return register

    def prompt(  # pyright: ignore[reportIncompatibleMethodOverride] # as for `tool`
        self, *, title: str, timeout_s: float = DEFAULT_TIMEOUT_S
    ) -> Callable[[F], F]:
        """Offer an async function that returns text as a prompt.

        Args:
            title: What people see.
            timeout_s: Deadline [s].
        """

        def register(function: F) -> F:
            body, description = Body(function), description_of(function)
            stub = stub_of(body)
            prompt = Prompt.from_function(
                stub, name=function.__name__, title=title, description=description
            )
            arguments = prompt.arguments or []
            require_arguments(body, [each.name for each in arguments])
            for each in arguments:
                if not each.description:
                    raise TypeError(f"{function.__name__}: describe {each.name}")
            schema = text_arguments(
                [each.name for each in arguments],
                [each.name for each in arguments if each.required],
            )
            what = (self.word, Kind.PROMPT, prompt.name, schema, body, description)
            self._attach(stub, prompt, Offer(*what, timeout_s=timeout_s, nature=OURS))
            self.add_prompt(prompt)
            return function

        return register

    def complete(
        self,
        of: str,
        argument: str,
        *,
        classify: Classify[Any] | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        untrusted: bool = True,
        yields: DataClass = HIGHEST,
        sink: Sink = Sink.OUTSIDE,
    ) -> Callable[[F], F]:
        """Offer an async function as what completes one argument of a prompt or a template.

        It takes `value`, what has been typed so far, and returns texts; the first hundred leave.

        Args:
            of: The prompt's name or the template's URI, as they were offered.
            argument: The argument that it completes.
            classify: As for `tool`, of the list of texts.
            timeout_s: Deadline [s].
            untrusted: As for `tool`.
            yields: As for `tool`.
            sink: As for `tool`, of what has been typed.
        """

        def register(function: F) -> F:
            what = (self.word, Kind.COMPLETION, of, _COMPLETION_ARGUMENTS, Body(function))
            nature = Nature(yields, untrusted, sink)
            offer = Offer(
                *what,
                classify=classify,
                timeout_s=timeout_s,
                nature=nature,
                completes=argument,
            )
            self.offers.append(offer)
            self.completions[of, argument] = offer
            self.add_completion_handler(_refuse_completion)
            return function

        return register

    def _attach(self, stub: Function, component: object, offer: Offer) -> None:
        attach_offer(stub, component, offer)
        self.offers.append(offer)


def _require_told(tool: Tool, body: Body) -> None:
    """Check that callers are told all of it, and nothing by ways of the framework's."""
    require_arguments(body, tool.parameters.get("properties", {}))
    require_descriptions(tool.name, tool.parameters)
    require_plain(tool, tool.parameters)


def _strangers(untrusted: bool | Callable[[Any], bool]) -> Callable[[Any], bool] | None:
    return untrusted if callable(untrusted) else None


def _listed(
    function: Function, stub: Function, title: str, result: type[BaseModel], *, read_only: bool
) -> Tool:
    """Return a function as clients are told of it; what is run when it is called is the stub."""
    return Tool.from_function(
        stub,
        name=function.__name__,
        title=title,
        description=description_of(function),
        annotations=_annotations(read_only=read_only),
        output_schema=releasable(TypeAdapter(result).json_schema(mode="serialization")),
    )


def _annotations(*, read_only: bool) -> ToolAnnotations:
    return ToolAnnotations(
        read_only_hint=read_only, destructive_hint=not read_only, open_world_hint=False
    )


async def _refuse_completion(*_framework: Any) -> list[str]:
    """Announce to clients that there are completions; they are served at the gate alone."""
    raise denied()


@asynccontextmanager
async def _lifespan(server: FastMCP[Any]) -> AsyncGenerator[Any]:
    """Open the server, if its process has not done so, for as long as it is served."""
    if not isinstance(server, GuardedServer):
        raise TypeError("not a guarded server")
    server.open()
    own = server.own_lifespan or _nothing
    watching = asyncio.create_task(server.opened.watch())
    try:
        async with own(server) as state:
            yield state
    finally:
        watching.cancel()


@asynccontextmanager
async def _nothing(_server: object) -> AsyncGenerator[dict[str, Any]]:
    """The lifespan of a server whose bodies need none."""
    yield {}
