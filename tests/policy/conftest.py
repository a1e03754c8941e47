"""Bundles made of text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ostiary.policy.bundle import Bundle
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.load import load_bundle

MAIN = """
version: 1
roles:
  analyst: {clearance: internal}
  auditor: {clearance: public}
  officer: {clearance: confidential}
budgets: {window_s: 60, conversation: {calls: 10}, principal: {calls: 10}}
"""

MakeBundle = Callable[..., Bundle]


@pytest.fixture
def bundle(tmp_path: Path) -> MakeBundle:
    """Return a maker of bundles from Cedar text."""

    def make(cedar: str, main: str = MAIN, catalogue: Catalogue | None = None) -> Bundle:
        (tmp_path / "notes").mkdir(exist_ok=True)
        (tmp_path / "bundle.yaml").write_text(main)
        (tmp_path / "notes" / "policy.cedar").write_text(cedar)
        return load_bundle(tmp_path, catalogue)

    return make
