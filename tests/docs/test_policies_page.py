"""The page about policies: its examples are one bundle that works, and it names every key there is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import EXAMPLES
from pydantic import BaseModel
from source_tree import ROOT

from ostiary.policy.bundlefile import BundleFile
from ostiary.policy.casefile import CasesFile
from ostiary.policy.catalogue import Action, Catalogue, FactType
from ostiary.policy.load import load_bundle
from ostiary.policy.suites import run_suites
from ostiary.privacy.load import DataFile, load_datamap

PAGE = "docs/policies.md"
TEXT = "".join(
    # What becomes of personal values has a page of its own.
    (ROOT / page).read_text(encoding="utf-8")
    for page in (PAGE, "docs/privacy.md")
)
FILES = {
    "bundle.yaml": "roles:",
    "notes/data.yaml": "columns:",
    "notes/policy_test.yaml": "principals:",
}

NAME = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
NOTES = Catalogue(
    (
        Action("notes.list", ("List", "notes.tools"), "notes", {"type": "object"}),
        Action("notes.list_notes", ("Tool", "notes.list_notes"), "notes", {"type": "object"}),
        Action(
            "notes.read_note", ("Tool", "notes.read_note"), "notes", NAME,
            {"verbs": FactType.SET, "bytes": FactType.NUMBER},
        ),
    )
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "notes").mkdir()
    shown = [example for example in EXAMPLES if example.page == PAGE]
    for name, key in FILES.items():
        (text,) = [e.text for e in shown if e.language == "yaml" and f"\n{key}" in f"\n{e.text}"]
        (tmp_path / name).write_text(text)
    (rules,) = [example.text for example in shown if example.language == "cedar"]
    (tmp_path / "notes" / "policy.cedar").write_text(rules)
    return tmp_path


@pytest.mark.parametrize("catalogue", [None, NOTES], ids=["server-not-installed", "installed"])
def test_the_examples_are_one_bundle_that_passes_its_own_tests(
    folder: Path, catalogue: Catalogue | None
) -> None:
    report = run_suites(folder, load_bundle(folder, catalogue), catalogue)
    assert report.passed, [outcome.text for _, outcome in report.outcomes if not outcome.passed]
    assert len(report.outcomes) == 12
    assert load_datamap(folder / "notes" / "data.yaml").names("columns", "crm.api_secret")


def keys(model: type[BaseModel]) -> Iterator[str]:
    for name, info in model.model_fields.items():
        yield info.alias or name
        for kind in (info.annotation, *getattr(info.annotation, "__args__", ())):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from keys(kind)


@pytest.mark.parametrize("model", [BundleFile, DataFile, CasesFile])
def test_every_key_is_on_the_page(model: type[BaseModel]) -> None:
    written = set(re.findall(r"[a-z_]+", TEXT))
    assert set(keys(model)) - written == set()
