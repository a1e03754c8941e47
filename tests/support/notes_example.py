"""The server that `docs/add-a-server.md` shows, made from the very text of that page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ostiary.keys import write_keys
from ostiary.server import GuardedServer

PAGE = Path(__file__).parents[2] / "docs" / "add-a-server.md"

BUNDLE = """
version: 1
roles:
  analyst: {clearance: internal}
  reader: {clearance: public}
budgets: {window_s: 3600, conversation: {calls: %d}, principal: {calls: %d}}
"""


def page_blocks(language: str) -> list[str]:
    """Return the fenced blocks of the page in `language`."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def page_source() -> str:
    """Return the server's source."""
    (source,) = page_blocks("python")
    return source


def page_module() -> ModuleType:
    """Return the server as a module."""
    module = ModuleType("notes_page")
    exec(compile(page_source(), str(PAGE), "exec"), vars(module))
    return module


@dataclass(frozen=True)
class Office:
    """A folder with notes, policies, keys and state, and how to start the server on it."""

    folder: Path

    @property
    def state(self) -> str:
        """URL of the ledger."""
        return f"sqlite:///{self.folder / 'state.sqlite'}"

    def environment(self, **more: str) -> dict[str, str]:
        """Return the settings as environment variables."""
        return {
            "OSTIARY_POLICIES": str(self.folder / "policies"),
            "OSTIARY_KEYS": str(self.folder / "keys.json"),
            "OSTIARY_STATE": self.state,
            "OSTIARY_PRINCIPAL": "ann",
            "OSTIARY_ROLES": "analyst",
            "OSTIARY_NOTES_ROOT": str(self.folder / "notes"),
            **more,
        }

    def settings(self, kind: type[Any], **more: str) -> Any:
        """Return the settings of a server of ours."""
        return kind.from_environment(self.environment(**more))

    def server(self, **more: str) -> GuardedServer:
        """Return the page's server on this office."""
        module = page_module()
        return module.build(self.settings(module.NotesSettings, **more))


def make_office(
    folder: Path,
    *,
    policy: str | None = None,
    data: str | None = None,
    calls_per_conversation: int = 1000,
    calls_per_principal: int = 1000,
    notes: Mapping[str, str] | None = None,
) -> Office:
    """Make an office in `folder`, by default with the page's own policy and classes."""
    policies = folder / "policies" / "notes"
    policies.mkdir(parents=True)
    bundle = BUNDLE % (calls_per_conversation, calls_per_principal)
    (policies.parent / "bundle.yaml").write_text(bundle)
    (policies / "policy.cedar").write_text(page_blocks("text")[0] if policy is None else policy)
    (policies / "data.yaml").write_text(page_blocks("yaml")[0] if data is None else data)
    write_keys(folder / "keys.json")
    (folder / "notes").mkdir()
    for name, text in (
        notes or {"welcome": "Welcome to the office.", "salaries": "S3CRET"}
    ).items():
        (folder / "notes" / f"{name}.txt").write_text(text)
    return Office(folder)


MakeOffice = Callable[..., Office]
