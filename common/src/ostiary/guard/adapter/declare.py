"""What the framework and models are told of an offer, read off its function."""

from collections.abc import Mapping
from typing import Any, cast, get_type_hints

from pydantic import BaseModel

from ostiary.guard.adapter.body import Body


def text_arguments(names: list[str], required: list[str]) -> dict[str, Any]:
    """Return the schema of arguments that are all texts."""
    return {
        "type": "object",
        "properties": {name: {"type": "string"} for name in names},
        "required": required,
        "additionalProperties": False,
    }


def description_of(function: Body) -> str:
    """Return what models read of `function`: its docstring on one line.

    Raises:
        TypeError: It has none.
    """
    if not function.__doc__:
        raise TypeError(f"{function.__name__}: needs a docstring; models read it")
    return " ".join(function.__doc__.split())


def result_model(function: Body) -> type[BaseModel]:
    """Return the model that `function` returns.

    Raises:
        TypeError: It returns something else.
    """
    result = get_type_hints(function).get("return")
    if not (isinstance(result, type) and issubclass(result, BaseModel)):
        raise TypeError(f"{function.__name__}: return a pydantic model; its parts are classified")
    return result


def require_descriptions(name: str, schema: Mapping[str, Any]) -> None:
    """Check that every argument says what it is.

    Raises:
        TypeError: One does not.
    """
    for argument, part in cast("Mapping[str, Any]", schema.get("properties", {})).items():
        if not part.get("description"):
            raise TypeError(f"{name}: describe {argument} with Field(description=...)")
