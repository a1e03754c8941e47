"""The schemas that editors use agree with the models that read the files."""

import json
from typing import Any, cast

import pytest
import yaml
from jsonschema import Draft202012Validator
from source_tree import ROOT

SCHEMAS = ROOT / "common" / "src" / "ostiary" / "schemas"
SHIPPED = ROOT / "policies"


def accepts(name: str, document: Any) -> bool:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return not list(cast("Any", Draft202012Validator(schema)).iter_errors(document))


def starter(name: str) -> Any:
    path = SHIPPED / "bundle.yaml" if name == "bundle" else SHIPPED / "sql" / f"{name}.yaml"
    return yaml.safe_load(path.read_text())


@pytest.mark.parametrize("name", ["bundle", "data", "policy_test"])
def test_the_starter_fits_its_schema_and_a_misspelt_key_does_not(name: str) -> None:
    document = starter(name)
    assert accepts(name, document)
    assert not accepts(name, {**document, "rols": {}})


@pytest.mark.parametrize(
    ("name", "document"),
    [
        pytest.param("bundle", {"version": 1, "roles": {"a": {"clearance": "top"}}}, id="class"),
        pytest.param("bundle", {"version": 1, "roles": {"a": {"clearance": 1}}}, id="class-by-number"),
        pytest.param("data", {"version": 1, "columns": {"a.b": 3}}, id="line"),
        pytest.param("data", {"version": 1, "columns": {"a.b": {"kind": "EMAIL"}}}, id="no-class"),
        pytest.param("policy_test", {"principals": ["a"], "calls": {"x": {"tool": 1}}}, id="tool"),
    ],
)  # fmt: skip
def test_what_the_model_refuses_the_schema_refuses(name: str, document: Any) -> None:
    assert not accepts(name, document)
