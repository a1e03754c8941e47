"""Reading a bundle folder: `bundle.yaml` and every `<server>/policy.cedar` beneath it.

A bundle with any error is not loaded at all. The formats are described in `docs/policies.md`.
"""

import hashlib
from pathlib import Path
from typing import Annotated

from cedarpy import PolicySet
from pydantic import BeforeValidator, Field

from ostiary.classes import DataClass, parse_class
from ostiary.documents import Document, PolicyFileError, parse_document, read_text, short_name
from ostiary.policy.bundle import Bundle, Limits, Role, Rule
from ostiary.policy.rule import parse_rule
from ostiary.policy.statements import split_statements

_FILES = ("bundle.yaml", "*/policy.cedar", "*/data.yaml")


class _RoleFile(Document):
    clearance: Annotated[DataClass, BeforeValidator(parse_class)]


class _BudgetFile(Document):
    calls_per_conversation: int = Field(gt=0)
    calls_per_principal: int = Field(gt=0)
    window_s: int = Field(gt=0)


class _BundleFile(Document):
    version: int = Field(ge=1, le=1)
    roles: dict[str, _RoleFile] = Field(min_length=1)
    budgets: _BudgetFile


def load_bundle(folder: Path) -> Bundle:
    """Return the bundle that stands in `folder`.

    Raises:
        PolicyFileError: A file is missing, unreadable or wrong.
    """
    main_path = folder / "bundle.yaml"
    if not main_path.is_file():
        raise PolicyFileError(
            str(main_path), "no policy bundle here; `ostiary init` writes a starter one"
        )
    main = parse_document("bundle.yaml", read_text(main_path), _BundleFile)
    rules: list[Rule] = []
    texts: list[str] = []
    for path in sorted(folder.glob("*/policy.cedar")):
        for statement in split_statements(read_text(path)):
            rules.append(parse_rule(short_name(path), statement, frozenset(main.roles)))
            texts.append(statement.text)
    _refuse_twins(rules)
    return Bundle(
        version=_version(folder),
        roles={name: Role(role.clearance) for name, role in main.roles.items()},
        limits=Limits(**main.budgets.model_dump()),
        rules=tuple(rules),
        policies=PolicySet.from_str("\n".join(texts)),
    )


def _version(folder: Path) -> str:
    """Return the digest of every file that decides: rules, quantities, and classes of data."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _FILES for path in folder.glob(pattern)):
        raw = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(raw)}\0".encode())
        digest.update(raw)
    return digest.hexdigest()


def _refuse_twins(rules: list[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.name in seen:
            place = rule.name.rsplit(":", 1)[0]
            raise PolicyFileError(
                f"{place}:{rule.line}", f"@id used before, on line {seen[rule.name].line}"
            )
        seen[rule.name] = rule
