"""Whether arguments fit a tool's schema, as far as a host may look. Pure.

Only keywords that cost little and cannot run a stranger's program are looked at: a pattern can take
longer than any deadline, and none can interrupt it. The server checks everything in any case.
"""

from typing import Any

from jsonschema import Draft202012Validator, exceptions, validators
from referencing import Registry

from ostiary_host.schema import SchemaError

_CHECKED = (
    *("type", "enum", "const", "required", "properties", "additionalProperties"),
    *("items", "prefixItems", "minItems", "maxItems", "minProperties", "maxProperties"),
    *("minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    *("allOf", "anyOf", "dependentRequired"),
)
_RULES: dict[str, Any] = {name: Draft202012Validator.VALIDATORS[name] for name in _CHECKED}
# Parts that differ in what is not looked at may all seem to fit: one of them is enough here.
_RULES["oneOf"] = Draft202012Validator.VALIDATORS["anyOf"]

_NOTHING: Any = Registry[Any]()  # a schema can never make this process fetch a document

_Validator: Any = validators.create(  # pyright: ignore[reportUnknownMemberType]  # typed in part
    meta_schema=Draft202012Validator.META_SCHEMA,
    validators=_RULES,
    type_checker=Draft202012Validator.TYPE_CHECKER,
)


def check_schema(schema: dict[str, Any]) -> None:
    """Raise if `schema` is no JSON Schema.

    Raises:
        SchemaError: Where it is wrong, and which rule it breaks; never its values.
    """
    try:
        Draft202012Validator.check_schema(schema)
    except exceptions.SchemaError as error:
        raise SchemaError(f"its schema is no JSON Schema ({error.validator})") from error
    except RecursionError as error:
        raise SchemaError("its schema is too deep") from error


def mistakes_in(arguments: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """Return what is wrong with `arguments`, at most 3 lines; nothing if they fit.

    The lines name places and rules, never values.

    Args:
        arguments: What the model wants to send.
        schema: The tool's, checked, without references.
    """
    validator = _Validator(schema, registry=_NOTHING)
    try:
        errors = sorted(validator.iter_errors(arguments), key=lambda error: error.json_path)
    except (RecursionError, ArithmeticError):
        return ["$: a value is too deep or too large to be checked"]
    return [
        f"{error.json_path}: {error.validator} {_bounded(error.validator_value)}"
        for error in errors[:3]
    ]


def _bounded(value: object) -> str:
    text = str(value)
    return text if len(text) <= 120 else text[:117] + "..."
