"""A FastMCP server whose every component passes the guard: the decorators and their checks."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast, get_type_hints

from fastmcp import FastMCP
from fastmcp.prompts import Prompt
from fastmcp.resources import Resource, ResourceTemplate
from fastmcp.tools import Tool, ToolResult
from mcp_types import ToolAnnotations
from pydantic import BaseModel, TypeAdapter
from starlette.routing import BaseRoute

from ostiary.guard.adapter.body import Body, attach_offer, guard_body
from ostiary.guard.adapter.plain import require_plain
from ostiary.guard.examined import Classify, Examine
from ostiary.guard.offer import DEFAULT_TIMEOUT_S, Kind, Offer
from ostiary.privacy.schema import releasable

F = TypeVar("F", bound=Body)


class GuardedServer(FastMCP[Any]):
    """A server that offers nothing around the guard. Made by `guarded()`, never directly.

    A component registered by FastMCP's own means (`add_tool`, a provider, a mount of a bare server)
    is not offered: it is neither listed nor run.
    """

    word: str = ""
    transport: str = "memory"
    close_ledger: Callable[[], None]

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
        untrusted: bool = True,
    ) -> Callable[[F], F]:
        """Offer an async function as a tool.

        Args:
            title: What people see.
            examine: Reads the arguments and yields facts; what it finds reaches the function's
                keyword parameter `ground`. A keyword parameter `clearance` takes the highest class
                that will leave in the clear.
            classify: Says where the parts of the result come from; without it the line of the tool
                under `tools` in `data.yaml` does, and without that everything is withheld.
            timeout_s: Deadline [s].
            read_only: Whether it changes nothing; told to clients, not relied upon.
            untrusted: Whether the result may hold text that somebody outside wrote.

        Raises:
            TypeError: Not async, without a docstring, a parameter without a description, or a
                result that is not a pydantic model.
        """

        def register(function: F) -> F:
            result = _result_model(function)
            body = guard_body(function, ToolResult(content=[], structured_content={}))
            tool = Tool.from_function(
                body,
                name=function.__name__,
                title=title,
                description=_description(function),
                annotations=ToolAnnotations(
                    read_only_hint=read_only, destructive_hint=not read_only, open_world_hint=False
                ),
                output_schema=releasable(TypeAdapter(result).json_schema(mode="serialization")),
            )
            _require_descriptions(function.__name__, tool.parameters)
            require_plain(tool, tool.parameters)
            offer = Offer(
                self.word,
                Kind.TOOL,
                tool.name,
                tool.parameters,
                examine,
                classify,
                timeout_s,
                untrusted,
            )
            attach_offer(body, tool, offer)
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
        """

        def register(function: F) -> F:
            body = guard_body(function, "")
            told: dict[str, Any] = {
                "name": function.__name__,
                "title": title,
                "description": _description(function),
                "mime_type": mime_type,
            }
            template = resource = None
            names: list[str] = []
            if "{" in uri:
                template = ResourceTemplate.from_function(body, uri, **told)
                names = list(template.parameters.get("properties", {}))
            else:
                resource = Resource.from_function(body, uri, **told)
            schema = _text_arguments(names, names)
            offer = Offer(
                self.word, Kind.RESOURCE, uri, schema, examine, classify, timeout_s, untrusted
            )
            attach_offer(body, template or resource, offer)
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
            body = guard_body(function, "")
            prompt = Prompt.from_function(
                body, name=function.__name__, title=title, description=_description(function)
            )
            arguments = prompt.arguments or []
            for each in arguments:
                if not each.description:
                    raise TypeError(f"{function.__name__}: describe {each.name}")
            schema = _text_arguments(
                [each.name for each in arguments],
                [each.name for each in arguments if each.required],
            )
            attach_offer(
                body,
                prompt,
                Offer(
                    self.word,
                    Kind.PROMPT,
                    prompt.name,
                    schema,
                    timeout_s=timeout_s,
                    untrusted=False,
                ),
            )
            self.add_prompt(prompt)
            return function

        return register


def _text_arguments(names: list[str], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
        "required": required,
        "additionalProperties": False,
    }


def _description(function: Body) -> str:
    if not function.__doc__:
        raise TypeError(f"{function.__name__}: needs a docstring; models read it")
    return " ".join(function.__doc__.split())


def _result_model(function: Body) -> type[BaseModel]:
    result = get_type_hints(function).get("return")
    if not (isinstance(result, type) and issubclass(result, BaseModel)):
        raise TypeError(f"{function.__name__}: return a pydantic model; its parts are classified")
    return result


def _require_descriptions(name: str, schema: Mapping[str, Any]) -> None:
    for argument, part in cast("Mapping[str, Any]", schema.get("properties", {})).items():
        if not part.get("description"):
            raise TypeError(f"{name}: describe {argument} with Field(description=...)")
