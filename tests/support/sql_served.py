"""A server over stdio in front of a business, and every frame that it sends."""

import json
import os
import re
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file
from pathlib import Path
from shutil import copy, copytree
from typing import Any

from sql_business import Business
from sql_marks import Marks
from wire import Wire, refusal

from ostiary.keys import write_keys
from ostiary_sql.server import SERVER

WITHHELD = "[withheld]"
_PROGRAM = Path(sysconfig.get_path("scripts")) / "ostiary-sql"
_CURSOR = re.compile(rb"""(next_cursor[\\": ]+)[A-Za-z0-9_=-]{20,}""")
_BUNDLE = """
version: 1
roles: {analyst: {clearance: internal}, auditor: {clearance: internal}, approver: {clearance: internal}, editor: {clearance: internal}, officer: {clearance: confidential}}
budgets: {window_s: 86400, conversation: {calls: 1000000}, principal: {calls: 1000000}}
"""
_PRIVACY = """
privacy:
  scope: conversation
  kinds: {DATE: {treat: generalise}, IBAN: {treat: withhold}, CARD: {treat: withhold}}
  text: {find: model}
restore:
  - {kind: EMAIL, tool: sql.run_query, argument: sql, roles: [analyst]}
  - {kind: EMAIL, tool: sql.run_query, argument: params, roles: [analyst]}
  - {kind: PERSON, tool: sql.run_query, argument: sql, roles: [analyst]}
  - {kind: PERSON, tool: sql.run_query, argument: params, roles: [analyst]}
"""
"""As the starter has it."""

_PSEUDONYM = re.compile(rb"[A-Z]+-[0-9a-hjkmnp-tv-z]{10}")
_GENERALISED = re.compile(rb"19[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Heard:
    """What one call was answered.

    Args:
        frames: All lines until its answer, as they came.
        answer: The answer's frame.
    """

    frames: tuple[bytes, ...]
    answer: Mapping[str, Any]

    @property
    def refusal(self) -> str:
        """The text of a refusal; empty where the call was answered."""
        if "error" in self.answer:
            return str(self.answer["error"].get("message", "error"))
        result = self.answer["result"]
        return str(result["content"][0]["text"]) if result.get("isError") else ""

    @property
    def result(self) -> Mapping[str, Any]:
        """The structured result of a call that was answered."""
        return self.answer["result"]["structuredContent"]

    @property
    def words(self) -> bytes:
        """All of it but pseudonyms, which are letters drawn at random."""
        return _PSEUDONYM.sub(b"somebody", b"".join(self.frames))

    @property
    def told(self) -> list[Any]:
        """All of it, without what numbers the calls, which cursor it is, and which pseudonym."""
        frames = [
            _in_any_order(json.loads(_PSEUDONYM.sub(b"somebody", _CURSOR.sub(rb"\1sealed", frame))))
            for frame in self.frames
        ]
        return [{key: part for key, part in frame.items() if key != "id"} for frame in frames]


def _in_any_order(frame: dict[str, Any]) -> dict[str, Any]:
    """Return a frame with rows that hold pseudonyms sorted: they come in an order drawn by them."""
    result: dict[str, Any] = frame.get("result") or {}
    told: dict[str, Any] = result.get("structuredContent") or {}
    if "somebody" not in str(told.get("rows")):
        return frame
    rows = sorted(told["rows"], key=json.dumps)
    return frame | {"result": result | {"structuredContent": told | {"rows": rows}, "content": []}}


class Served:
    """A server in front of one business.

    Args:
        business: The database.
        wire: The server.
        has_pseudonyms: Whether it shows pseudonyms and years of what it withholds.
    """

    def __init__(self, business: Business, wire: Wire, *, has_pseudonyms: bool = False) -> None:
        self.has_pseudonyms = has_pseudonyms
        self.business = business
        self.marks = Marks(business)
        self.wire = wire
        self._early: dict[object, bytes] = {}

    def ask(self, tool: str, arguments: Mapping[str, Any]) -> int:
        """Send a call; return its number."""
        return self.wire.ask("tools/call", {"name": tool, "arguments": dict(arguments)})

    def hear(self, number: int) -> Heard:
        """Return what is sent until the call of that number is answered."""
        lines: list[bytes] = []
        while number not in self._early:
            line = self.wire.line()
            frame = json.loads(line)
            if "method" not in frame:
                self._early[frame["id"]] = line
                continue
            lines.append(line)
            if "id" in frame:
                self.wire.send(refusal(frame["id"]))
        lines.append(self._early.pop(number))
        self.wire.out = b""  # the lines are here; what has piled up is copied with each new one
        return Heard(tuple(lines), json.loads(lines[-1]))

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Heard:
        """Return the answer to a call."""
        return self.hear(self.ask(tool, arguments))

    def hides(self, cell: object) -> bool:
        """Whether a cell tells no more of a withheld value than it may."""
        if cell == WITHHELD:
            return True
        word = str(cell).encode()
        forms = (_PSEUDONYM, _GENERALISED)
        return self.has_pseudonyms and (cell is None or any(form.fullmatch(word) for form in forms))

    def close(self) -> bytes:
        """End the server; return what it said on stderr."""
        assert self.wire.close() == 0
        return self.wire.err


def guarded(
    folder: Path,
    business: Business,
    timeout_s: float,
    *,
    has_pseudonyms: bool = False,
    keys: Path | None = None,
) -> Served:
    """Return `ostiary-sql` in front of a business.

    Args:
        folder: Where its policies, keys and state are made.
        business: The database.
        timeout_s: When it stops a query [s].
        has_pseudonyms: Whether personal values leave as pseudonyms, as with the starter's bundle.
        keys: Those of another server, where what is drawn under them has to be the same.
    """
    environment = _environment(folder, business, timeout_s)
    if has_pseudonyms:
        with (folder / "policies" / "bundle.yaml").open("a", encoding="utf-8") as bundle:
            bundle.write(_PRIVACY)
    if keys is not None:
        copy(keys, folder / "keys.json")
    wire = Wire(_PROGRAM, environment, is_modern=True)
    return Served(business, wire, has_pseudonyms=has_pseudonyms)


def _environment(folder: Path, business: Business, timeout_s: float) -> dict[str, str]:
    folder.mkdir(parents=True)
    policies = folder / "policies"
    with as_file(SERVER.starter) as starter:
        copytree(starter, policies / "sql")
    copy(business.data, policies / "sql" / "data.yaml")
    (policies / "bundle.yaml").write_text(_BUNDLE, encoding="utf-8")
    write_keys(folder / "keys.json")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "OSTIARY_POLICIES": str(policies),
        "OSTIARY_KEYS": str(folder / "keys.json"),
        "OSTIARY_STATE": f"sqlite:///{folder / 'state.sqlite'}",
        "OSTIARY_PRINCIPAL": "ada",
        "OSTIARY_ROLES": "analyst",
        "OSTIARY_SQL_URL": business.url,
        "OSTIARY_SQL_MAX_ROWS": "10000",
        "OSTIARY_SQL_MAX_BYTES": str(4 * 1024 * 1024),
        "OSTIARY_SQL_TIMEOUT_S": str(timeout_s),
    }
