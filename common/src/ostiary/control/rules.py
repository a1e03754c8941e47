"""What operators ask of the rules: whether they are sound, what they decide, and why."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ostiary.documents import PolicyFileError
from ostiary.entry import ServerEntry
from ostiary.guard.adapter.guarded import GuardedServer
from ostiary.guard.catalogue import catalogue_of as catalogue_of_offers
from ostiary.launch import server_points
from ostiary.policy.bundle import Bundle
from ostiary.policy.bundlefile import BundleFile
from ostiary.policy.casefile import CasesFile
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.draft import read_draft
from ostiary.policy.files import read_files, require_bundle
from ostiary.policy.load import load_bundle
from ostiary.policy.question import Question, answer
from ostiary.policy.suites import Tested, run_suites
from ostiary.privacy.load import DataFile, load_datamap
from ostiary.settings import (
    Settings,
    SettingsError,
)

_SCHEMAS: Mapping[str, tuple[type[BaseModel], str]] = {
    "bundle.yaml": (BundleFile, "The main file of an Ostiary policy bundle"),
    "data.yaml": (DataFile, "Where a server's data stands, and its classes"),
    "policy_test.yaml": (CasesFile, "Tests of a server's rules"),
}


@dataclass(frozen=True, slots=True)
class Offered:
    """What servers offer, as far as they could be asked.

    Args:
        catalogue: Their tools, resources, prompts and lists.
        unread: The servers that could not be asked, with the reason.
    """

    catalogue: Catalogue
    unread: Mapping[str, str]


def installed_catalogue() -> Offered:
    """Return what the servers installed beside this package offer. Nothing is opened for it."""
    entries: list[ServerEntry] = []
    unread: dict[str, str] = {}
    for point in server_points().values():
        try:
            entries.append(point.load())
        except Exception as error:  # noqa: BLE001 - another's package: whatever it is, it is told
            unread[point.name] = type(error).__name__
    offered = catalogue_of(entries)
    return Offered(offered.catalogue, {**unread, **offered.unread})


def catalogue_of(servers: Iterable[ServerEntry]) -> Offered:
    """Return what `servers` offer. Each is built from the environment, and none is opened."""
    built: list[GuardedServer] = []
    unread: dict[str, str] = {}
    for entry in servers:
        try:
            built.append(entry.build(entry.settings.from_environment()))
        except SettingsError as error:
            unread[entry.name] = str(error)
        except Exception as error:  # noqa: BLE001 - as above
            unread[entry.name] = type(error).__name__
    offers = [offer for server in built for offer in server.offers]
    return Offered(catalogue_of_offers(offers, _known(built)), unread)


def _known(servers: Iterable[GuardedServer]) -> dict[str, frozenset[str]]:
    """Return the values of each fact of which every server that has it can list them."""
    values: dict[str, frozenset[str]] = {}
    open_ended: set[str] = set()
    for server in servers:
        listed: Mapping[str, frozenset[str]] = {}
        # `ostiary doctor` says why it cannot; its rules are checked when it starts.
        with suppress(Exception):
            listed = server.known() if server.known is not None else {}
        facts = {name for offer in server.offers for name in offer.facts}
        open_ended |= facts - listed.keys()
        for name in facts & listed.keys():
            values[name] = values.get(name, frozenset()) | listed[name]
    return {name: found for name, found in values.items() if name not in open_ended}


def policy_faults(folder: Path, catalogue: Catalogue) -> list[PolicyFileError]:
    """Return everything that is wrong with the bundle in `folder`, its data maps included.

    Where a server has tests beside its rules, a rule that decides none of their cells is wrong too:
    nobody would notice what it permits.

    Raises:
        PolicyFileError: There is no bundle.
    """
    require_bundle(folder)
    try:
        files = read_files(folder)
        faults = list(read_draft(files, catalogue).faults)
    except PolicyFileError as fault:
        return [fault]
    for data in sorted(folder.glob("*/data.yaml")):
        try:
            load_datamap(data)
        except PolicyFileError as fault:
            faults.append(fault)
    return faults or _idle(folder, catalogue)


def _idle(folder: Path, catalogue: Catalogue) -> list[PolicyFileError]:
    try:
        tested = policy_report(folder, catalogue)
    except PolicyFileError as fault:
        return [fault]
    return [
        PolicyFileError(rule.place, f"{rule.name}: decides no cell of the tests beside it")
        for rule in tested.idle
        if rule.place.partition("/")[0] not in tested.untested
    ]


def policy_report(folder: Path, catalogue: Catalogue) -> Tested:
    """Return what the tests beside the policies in `folder` find.

    Raises:
        PolicyFileError: The bundle or a test is wrong.
    """
    return run_suites(folder, load_bundle(folder, catalogue), catalogue)


def explain_call(folder: Path, tool: str, **asked: Any) -> dict[str, Any]:
    """Return what the bundle in `folder` decides on a call of `tool`, and why.

    Args:
        folder: The bundle.
        tool: `server.tool`.
        asked: The other members of a `Question`: roles, arguments, facts, label.

    Raises:
        PolicyFileError: The bundle is wrong.
        ValueError: The question names what there is not, or lacks facts.
    """
    catalogue = installed_catalogue().catalogue
    question = Question(tool=tool, **asked)
    return answer(load_bundle(folder, catalogue), catalogue, question).told()


def schema_names() -> tuple[str, ...]:
    """Return the files of a bundle that have a JSON Schema."""
    return tuple(_SCHEMAS)


def schema_text(name: str) -> str:
    """Return the JSON Schema of that file of a bundle, made from the model that reads it."""
    model, title = _SCHEMAS[name]
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
    return json.dumps({**model.model_json_schema(), **schema}, indent=2, sort_keys=True) + "\n"


def check_bundle(folder: Path) -> Bundle:
    """Return the bundle in `folder` after reading every file of it.

    Raises:
        PolicyFileError: A file is missing or wrong.
    """
    bundle = load_bundle(folder)
    for data in sorted(folder.glob("*/data.yaml")):
        load_datamap(data)
    return bundle


def calls_limit(settings: Settings) -> int | None:
    """Return how many calls a conversation of the settings' principal may make.

    Raises:
        PolicyFileError: The bundle is missing or wrong.
    """
    return load_bundle(settings.policies).allowance(settings.role_names(), "").conversation.calls
