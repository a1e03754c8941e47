"""A bundle as far as it could be read, with everything that is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ostiary.documents import PolicyFileError, line_of, parse_document
from ostiary.policy.approverfile import approver_faults
from ostiary.policy.bundle import Rule
from ostiary.policy.bundlefile import BundleFile
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.check import check_rule
from ostiary.policy.files import MAIN, RULES, Files, text_of
from ostiary.policy.rule import parse_rule
from ostiary.policy.statements import split_statements
from ostiary.policy.vocabulary import Vocabulary, unknown, vocabulary
from ostiary.treatment import DISPLAY


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read.

    Args:
        main: `bundle.yaml`.
        rules: Every rule that could be parsed, by file and line.
        words: What rules may name.
        faults: All that is wrong, by file and line; a bundle that has any is not used.
    """

    main: BundleFile
    rules: tuple[Rule, ...]
    words: Vocabulary
    faults: tuple[PolicyFileError, ...]


def read_draft(files: Files, catalogue: Catalogue | None) -> Draft:
    """Return what `files` say.

    Args:
        files: Of a bundle folder.
        catalogue: What the servers offer; None where nobody can tell.

    Raises:
        PolicyFileError: `bundle.yaml` is wrong, so that nothing else can be judged.
    """
    main = parse_document(MAIN, text_of(files, MAIN), BundleFile)
    folders = [name.partition("/")[0] for name in files if "/" in name]
    words = vocabulary(main.roles, folders, catalogue)
    faults = list(_budget_faults(main, text_of(files, MAIN), words))
    faults += _restore_faults(main, text_of(files, MAIN), words)
    faults += _approver_faults(main, text_of(files, MAIN), words)
    faults += _flow_faults(main, text_of(files, MAIN), words)
    rules: list[Rule] = []
    for place in sorted(name for name in files if name.endswith(f"/{RULES}")):
        try:
            statements = split_statements(text_of(files, place))
        except PolicyFileError as fault:
            faults.append(fault)
            continue
        for statement in statements:
            try:
                rules.append(parse_rule(place, statement, words.roles))
            except PolicyFileError as fault:
                faults.append(fault)
    faults += _twins(rules)
    faults += (fault for rule in rules for fault in check_rule(rule, words))
    return Draft(main, tuple(rules), words, tuple(faults))


def _twins(rules: list[Rule]) -> Iterator[PolicyFileError]:
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.name in seen:
            yield PolicyFileError(rule.place, f"@id used before, on line {seen[rule.name].line}")
        seen.setdefault(rule.name, rule)


def _budget_faults(main: BundleFile, text: str, words: Vocabulary) -> Iterator[PolicyFileError]:
    """Yield each role or tool that has a budget and does not exist."""
    budgets = main.budgets
    shares: list[tuple[tuple[str, ...], Mapping[str, object]]] = [((), budgets.tools)]
    for role, share in budgets.roles.items():
        path = ("budgets", "roles", role)
        fault = unknown("role", role, words.roles, "not among the roles")
        if fault:
            yield PolicyFileError(f"{MAIN}:{line_of(text, path)}: {'.'.join(path)}", fault)
        shares.append((("roles", role), share.tools))
    for inside, tools in shares:
        for name in tools:
            path = ("budgets", *inside, "tools", name)
            fault = _budget_fault(name, words)
            if fault:
                yield PolicyFileError(f"{MAIN}:{line_of(text, path)}: {'.'.join(path)}", fault)


def _restore_faults(main: BundleFile, text: str, words: Vocabulary) -> Iterator[PolicyFileError]:
    """Yield each role or tool that may restore and does not exist."""
    for number, each in enumerate(main.restore):
        is_display = each.tool == DISPLAY  # no server's: a host's
        found = {"tool": "" if is_display else words.fault_of_action(each.tool)}
        for role in each.roles:
            found["roles"] = unknown("role", role, words.roles, "not among the roles")
            if found["roles"]:
                break
        for key, fault in found.items():
            if fault:
                path = ("restore", number, key)
                place = f"{MAIN}:{line_of(text, path)}: restore.{number}.{key}"
                yield PolicyFileError(place, fault)


def _approver_faults(main: BundleFile, text: str, words: Vocabulary) -> Iterator[PolicyFileError]:
    """Yield each role of an approver that does not exist, and each key that two of them share."""
    for where, fault in approver_faults(main.approvers, words.roles):
        path = ("approvers", *where)
        yield PolicyFileError(f"{MAIN}:{line_of(text, path)}: {'.'.join(path)}", fault)


def _flow_faults(main: BundleFile, text: str, words: Vocabulary) -> Iterator[PolicyFileError]:
    """Yield the role that is to consent and does not exist."""
    together = main.flow and main.flow.together
    fault = together and unknown("role", together.approver, words.roles, "not among the roles")
    if fault:
        path = ("flow", "together", "approver")
        yield PolicyFileError(f"{MAIN}:{line_of(text, path)}: {'.'.join(path)}", fault)


def _budget_fault(name: str, words: Vocabulary) -> str:
    if "." not in name:
        return "write <server>.<tool>"
    if name.endswith(".list"):
        return "lists are recorded and cost nothing, so they have no budget"
    return words.fault_of_action(name)
