"""A pseudonym turns back where a rule names its place, and nothing that came back is laundered."""

from collections.abc import Callable

import pytest

from ostiary.classes import DataClass, Origin
from ostiary.errors import CrashedError, InvalidInputError, PolicyDeniedError
from ostiary.privacy.echo import Echo
from ostiary.privacy.pseudonym import draw
from ostiary.privacy.restore import NOTHING, Known, Restoration, rules_for
from ostiary.treatment import RestoreRule

EMAIL = draw("EMAIL", lambda number: b"\x5a\x12\x93\xc4\x0b"[:number])
PERSON = draw("PERSON", lambda number: b"\x01\x99\x42\xfe\x77"[:number])
COLUMN = Origin(DataClass.PERSONAL, "EMAIL")
ANALYST = frozenset({"analyst"})


def rule(kind: str = "EMAIL", argument: str = "params") -> RestoreRule:
    return RestoreRule(kind, "sql.run_query", argument, ANALYST)


def restoration(
    *rules: RestoreRule, check: Callable[[str], None] = lambda _text: None
) -> Restoration:
    known = {
        EMAIL: Known(EMAIL, DataClass.PERSONAL, lambda: ("ann@x.example", "ANN@x.example")),
        PERSON: Known(PERSON, DataClass.PERSONAL, lambda: ("Ann Example",)),
    }
    return Restoration(known, rules, check)


def test_an_operand_is_every_spelling_that_was_met() -> None:
    plan = restoration(rule())
    assert plan.placed == {}
    told = plan.compare(EMAIL, ["params", "email"], COLUMN)
    assert told == ("ann@x.example", "ANN@x.example")
    assert plan.placed == {EMAIL: told}


@pytest.mark.parametrize(
    ("argument", "path", "may"),
    [
        ("params", ["params", "email"], True),
        ("params.email", ["params", "email"], True),
        ("params.*", ["params", "email"], True),
        ("filters.*.value", ["filters", 0, "value"], True),
        ("params.email", ["params"], False),
        ("params.phone", ["params", "email"], False),
        ("sql", ["params", "email"], False),
    ],
)
def test_a_rule_is_about_a_place(argument: str, path: list[str | int], *, may: bool) -> None:
    plan = restoration(rule(argument=argument))
    assert plan.may(EMAIL, path) is may
    assert not plan.may(PERSON, path)
    if not may:
        with pytest.raises(PolicyDeniedError):
            plan.compare(EMAIL, path, COLUMN)


def test_a_rule_is_about_a_tool_and_roles() -> None:
    rules = [rule()]
    assert rules_for(rules, "sql.run_query", ANALYST) == (rules[0],)
    assert rules_for(rules, "sql.explain_query", ANALYST) == ()
    assert rules_for(rules, "sql.run_query", frozenset({"auditor"})) == ()


def test_it_is_compared_with_its_own_kind_only() -> None:
    plan = restoration(rule())
    for column in (Origin(DataClass.PERSONAL, "PERSON"), Origin(DataClass.INTERNAL)):
        with pytest.raises(InvalidInputError):
            plan.compare(EMAIL, ["params"], column)
    assert plan.placed == {}


def test_it_is_not_compared_with_data_of_a_lower_class() -> None:
    """Whoever sees the column would see the value."""
    plan = restoration(rule())
    with pytest.raises(PolicyDeniedError):
        plan.compare(EMAIL, ["params"], Origin(DataClass.INTERNAL, "EMAIL"))
    assert plan.placed == {}


def test_what_the_caller_brought_is_not_compared() -> None:
    """He knows the value, and would learn whether it is stored."""
    brought = Known(EMAIL, DataClass.PERSONAL, lambda: ("ann@x.example",), brought=True)
    plan = Restoration({EMAIL: brought}, [rule()], lambda _text: None)
    with pytest.raises(PolicyDeniedError):
        plan.compare(EMAIL, ["params"], COLUMN)
    assert plan.placed == {}


def test_what_is_bound_alone_is_recorded_and_not_looked_for() -> None:
    plan = restoration(rule(), rule(argument="text"))
    told = plan.compare(EMAIL, ["params"], COLUMN, is_bound=True)
    assert plan.placed == {EMAIL: told}
    assert plan.echoed == {}
    plan.write(f"to {EMAIL}", ["text"], COLUMN)
    assert plan.echoed == {EMAIL: told}


def test_texts_are_written_with_what_rules_let_and_the_rest_stays() -> None:
    plan = restoration(rule(argument="text"))
    target = Origin(DataClass.PERSONAL)
    told = plan.write({"a": [f"{PERSON} <{EMAIL}>", 1]}, ["text"], target)
    assert told == {"a": [f"{PERSON} <ann@x.example>", 1]}


def test_a_value_is_never_written_where_the_class_is_lower() -> None:
    plan = restoration(rule(argument="text"))
    with pytest.raises(PolicyDeniedError):
        plan.write(f"to {EMAIL}", ["text"], Origin(DataClass.INTERNAL))
    assert plan.placed == {}
    assert plan.write(f"to {PERSON}", ["text"], Origin(DataClass.INTERNAL)) == f"to {PERSON}"


def test_what_was_restored_is_looked_at_like_what_was_sent() -> None:
    def refuse(_text: str) -> None:
        raise InvalidInputError

    plan = restoration(rule(), check=refuse)
    with pytest.raises(InvalidInputError):
        plan.compare(EMAIL, ["params"], COLUMN)
    assert plan.placed == {}


def test_what_was_not_sent_cannot_be_asked_for() -> None:
    with pytest.raises(CrashedError):
        NOTHING.compare(EMAIL, ["params"], COLUMN)
    assert NOTHING.write(f"to {EMAIL}", ["text"], COLUMN) == f"to {EMAIL}"
    assert "ann" not in repr(restoration(rule()))


def test_what_comes_back_is_a_pseudonym_again() -> None:
    echo = Echo({EMAIL: ("ann@x.example", "ANN@x.example"), PERSON: ("Ann", "Ann Example", "4930")})
    value = {"Ann Example": ["mail Ann@X.example, ann", 4930, 7, True, None]}
    assert echo.silence(value) == {PERSON: [f"mail {EMAIL}, ann", PERSON, 7, True, None]}
    assert Echo({}).silence(value) == value
