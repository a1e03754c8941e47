"""Reading `<server>/data.yaml`: the classes of a server's data. Format: `docs/policies.md`."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from ostiary.classes import KINDS, TEXT, UNKNOWN, DataClass, Origin, parse_class
from ostiary.documents import Document, PolicyFileError, parse_document, read_text, short_name
from ostiary.privacy.datamap import DataMap, fold

_SECTIONS = ("columns", "folders", "fields", "tools", "resources", "prompts")
_Class = Annotated[
    DataClass,
    BeforeValidator(parse_class),
    WithJsonSchema({"type": "string", "enum": [each.label for each in DataClass]}),
]


class _Line(Document):
    data_class: _Class = Field(alias="class")
    kind: str = ""


_OneLine = Annotated[
    _Line,
    BeforeValidator(
        lambda value: {"class": value} if isinstance(value, str) else value,
        json_schema_input_type=_Class | _Line,
    ),
]


class DataFile(Document):
    """The classes of a server's data."""

    version: int = Field(ge=1, le=1)
    default: _Class | None = None
    columns: dict[str, _OneLine] = {}
    folders: dict[str, _OneLine] = {}
    fields: dict[str, _OneLine] = {}
    tools: dict[str, _OneLine] = {}
    resources: dict[str, _OneLine] = {}
    prompts: dict[str, _OneLine] = {}
    subjects: dict[str, Annotated[list[str], Field(min_length=2)]] = Field(
        default={},
        description="By table or object, what in a row is about one person; the best name first.",
    )


def load_datamap(path: Path) -> DataMap:
    """Return the map in `path`; where there is no such file, everything has the highest class.

    Raises:
        PolicyFileError: The file is wrong; the message names the key.
    """
    if not path.is_file():
        return DataMap()
    place = short_name(path)
    file = parse_document(place, read_text(path), DataFile)
    sections: dict[str, dict[str, _Line]] = {name: getattr(file, name) for name in _SECTIONS}
    return DataMap(
        default=UNKNOWN if file.default is None else Origin(file.default),
        sections={
            section: {
                fold(name): _origin(f"{place}: {section}.{name}", line)
                for name, line in lines.items()
            }
            for section, lines in sections.items()
        },
        subjects={
            fold(f"{table}.{column}"): (fold(table), rank)
            for table, columns in file.subjects.items()
            for rank, column in enumerate(columns)
        },
    )


def _origin(where: str, line: _Line) -> Origin:
    known = sorted({*KINDS, TEXT})
    if line.kind and line.kind not in known:
        raise PolicyFileError(where, f"no such kind; one of {', '.join(known)}")
    return Origin(line.data_class, line.kind)
