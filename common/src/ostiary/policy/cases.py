"""The full matrix of a `policy_test.yaml`: every principal makes every call, and is judged.

A cell that nobody expects to be allowed has to be denied, so that no negative test can be
forgotten. Pure: the file's text and the bundle come in, outcomes go out.

Source: the format follows Cerbos' policy tests.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from jsonschema import Draft202012Validator

from ostiary.documents import PolicyFileError, did_you_mean, line_of, parse_document
from ostiary.nature import WORST
from ostiary.policy.bundle import Bundle, Rule
from ostiary.policy.casefile import KINDS, CallFile, CasesFile, CellFile
from ostiary.policy.catalogue import Action, Catalogue
from ostiary.policy.decide import decide
from ostiary.policy.explain import explain
from ostiary.policy.request import Derived, Request, flow_of
from ostiary.policy.statedfacts import fact_fault, stated
from ostiary.policy.verdict import Deny, Verdict, effect_of, verdict_text


@dataclass(frozen=True, slots=True)
class Cell:
    """One principal making one call.

    Args:
        principal: The role.
        call: The call's name in the file.
        expected: `allow`, `consent` or `deny`.
        line: The line of the expectation, or of the call where there is none.
        request: What is decided.
        refusal: Why the guard refuses the call before policy is asked; empty if it does not.
    """

    principal: str
    call: str
    expected: str
    line: int
    request: Request
    refusal: str = ""

    @property
    def name(self) -> str:
        """How results name it."""
        return f"{self.principal}:{self.call}"


@dataclass(frozen=True, slots=True)
class Suite:
    """All cells of one file.

    Args:
        server: The folder's server.
        cells: By principal, then by call, in the order of the file.
    """

    server: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a cell."""

    cell: Cell
    verdict: Verdict

    @property
    def effect(self) -> str:
        """The verdict in the word of the file."""
        return effect_of(self.verdict)

    @property
    def text(self) -> str:
        """The verdict with its reason and the rules to blame."""
        return verdict_text(self.verdict)

    @property
    def passed(self) -> bool:
        """Whether that is what was expected."""
        return self.effect == self.cell.expected


def judge(bundle: Bundle, cell: Cell) -> Outcome:
    """Return what `bundle` says to a cell."""
    verdict = Deny(cell.refusal) if cell.refusal else decide(bundle, cell.request)
    return Outcome(cell, verdict)


def blame(bundle: Bundle, outcome: Outcome) -> list[str]:
    """Return a line for each rule that made an outcome what it is, or nearly made it another."""
    found = explain(bundle, outcome.cell.request)
    if outcome.verdict.rules:
        return [f"{rule.place}: {rule.effect} {_id(rule)}" for rule in found.deciding]
    if outcome.cell.refusal:
        return []
    return [
        f"{each.rule.place}: {each.rule.effect} {_id(each.rule)} needs {'; '.join(each.unmet)}"
        for each in found.missed
        if each.rule.effect == "permit"
    ]


def _id(rule: Rule) -> str:
    return rule.name.rpartition(":")[2]


def idle_rules(bundle: Bundle, outcomes: Iterable[Outcome]) -> list[Rule]:
    """Return the rules that decide none of `outcomes`: nobody would notice if they were wrong."""
    deciding = {name for outcome in outcomes for name in outcome.verdict.rules}
    return [rule for rule in bundle.rules if rule.name not in deciding]


def make_suite(
    place: str, text: str, server: str, bundle: Bundle, catalogue: Catalogue | None
) -> Suite:
    """Return the cells of a file.

    Args:
        place: How errors name the file.
        text: Its content.
        server: The server whose rules it tests.
        bundle: The bundle that it stands in.
        catalogue: What the servers offer; without it, or for a server that it does not cover,
            arguments and facts are not held against the tools' declarations.

    Raises:
        PolicyFileError: It is not such a file, names a role, call or cell that there is not, or
            lacks facts that the tool declares.
    """
    file = parse_document(place, text, CasesFile)
    try:
        expected = _expectations(file, bundle)
        calls = {name: _Call(name, call, server, catalogue) for name, call in file.calls.items()}
    except _FaultError as fault:
        where = f"{place}:{line_of(text, fault.path)}: {'.'.join(map(str, fault.path))}"
        raise PolicyFileError(where, fault.reason) from None
    cells: list[Cell] = []
    for principal in file.principals:
        for name, call in calls.items():
            effect, path = expected.get((principal, name), ("deny", ("calls", name)))
            request = call.request(principal)
            cells.append(Cell(principal, name, effect, line_of(text, path), request, call.refusal))
    return Suite(server, tuple(cells))


class _FaultError(Exception):
    """Something wrong at one place of the file."""

    def __init__(self, path: tuple[int | str, ...], reason: str) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason


def _expectations(
    file: CasesFile, bundle: Bundle
) -> dict[tuple[str, str], tuple[str, tuple[int | str, ...]]]:
    """Return effect and place of each cell that the file expects something of."""
    for number, principal in enumerate(file.principals):
        _require("role", principal, bundle.roles, ("principals", number))
        if principal in file.principals[:number]:
            raise _FaultError(("principals", number), "named before")
    found: dict[tuple[str, str], tuple[str, tuple[int | str, ...]]] = {}
    lists: Mapping[str, list[CellFile]] = {"allow": file.allow, "consent": file.consent}
    for effect, cells in lists.items():
        for number, cell in enumerate(cells):
            path = (effect, number)
            _require("principal", cell.principal, file.principals, (*path, "principal"))
            _require("call", cell.call, file.calls, (*path, "call"))
            key = (cell.principal, cell.call)
            if key in found:
                raise _FaultError(path, f"{cell.principal}:{cell.call} is expected twice")
            found[key] = (effect, path)
    return found


def _require(kind: str, name: str, known: Iterable[str], path: tuple[int | str, ...]) -> None:
    names = list(known)
    if name not in names:
        raise _FaultError(path, f"no {kind} {name}{did_you_mean(name, names)}")


class _Call:
    """A call of the file, held against what the server offers.

    Args:
        name: Its name in the file.
        file: What the file says.
        server: The folder's server.
        catalogue: What the servers offer.
    """

    def __init__(self, name: str, file: CallFile, server: str, catalogue: Catalogue | None) -> None:
        kind, asked = file.asked()
        cedar_type, verb = KINDS[kind]
        self._file = file
        self._server = server
        self._action = f"{server}.{verb or asked}"
        self._resource = (cedar_type, f"{server}.{asked}")
        self.refusal = ""
        self._nature = WORST
        actions = catalogue.actions if catalogue is not None else ()
        if any(action.server == server for action in actions):
            self._hold_against(name, catalogue or Catalogue(()))
        self._facts = stated(file.facts)

    def request(self, principal: str) -> Request:
        """Return the request of a holder of one role."""
        file = self._file
        return Request(
            principal=principal,
            roles=frozenset({principal}),
            action=self._action,
            resource=self._resource,
            server=self._server,
            args=file.args,
            facts=self._facts,
            label={"class": int(file.label.data_class), "untrusted": file.label.untrusted},
            budget=file.budget.model_dump(),
            flow=flow_of(self._nature, _derived(file)),
        )

    def _hold_against(self, name: str, catalogue: Catalogue) -> None:
        offered = [each for each in catalogue.actions if each.resource == self._resource]
        if not offered:
            kind = self._resource[0]
            others = [each.resource[1] for each in catalogue.actions if each.resource[0] == kind]
            hint = did_you_mean(self._resource[1], others)
            self.refusal = f"nothing of that name is offered{hint}"
            return
        self._nature = offered[0].nature
        faults = [shape_fault(each, self._file.args) for each in offered]
        if all(faults):
            self.refusal = faults[0]
            return  # refused before the server examines it, so there are no facts
        fault = fact_fault(offered[0], self._file.facts, catalogue.values())
        if fault:
            raise _FaultError(("calls", name, "facts"), fault)


def _derived(file: CallFile) -> Derived:
    said = file.derived
    return Derived(frozenset(said.sources), said.data_class, said.untrusted)


def shape_fault(action: Action, args: Mapping[str, Any]) -> str:
    """Return why the tool's schema refuses the arguments; nothing if it does not."""
    validator = cast("Any", Draft202012Validator(action.arguments))
    fault = next(validator.iter_errors(dict(args)), None)
    if fault is None:
        return ""
    where = ".".join(str(part) for part in fault.absolute_path)
    return f"the tool's schema refuses the arguments ({where or 'args'}: {fault.validator})"
