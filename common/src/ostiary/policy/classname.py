"""A data class as the files of a bundle name it."""

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from ostiary.classes import DataClass, parse_class

ClassName = Annotated[
    DataClass,
    BeforeValidator(parse_class),
    WithJsonSchema({"type": "string", "enum": [each.label for each in DataClass]}),
]
