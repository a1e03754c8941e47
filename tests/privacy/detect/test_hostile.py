"""Texts made to hang, blind or mislead a detector."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import ostiary.privacy.detect as package
from ostiary.privacy.detect.dictionary import Dictionary
from ostiary.privacy.detect.finding import Detector
from ostiary.privacy.detect.patterns import Patterns
from ostiary.privacy.detect.together import Together

PARSER: Any = import_module("re._parser")
MANY = 2048
"""No expression repeats anything more often, nor, where repeats are nested, their product."""

FIND: Detector = Together(Patterns(), Dictionary([("PERSON", "Aino Virtala")]))


def expressions() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in walk_packages(package.__path__, package.__name__ + "."):
        for name, value in vars(import_module(module.name)).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value
    for recogniser in import_module("ostiary.privacy.detect.recognise").WIDE:
        if expression := getattr(recogniser, "expression", None):
            yield recogniser.source, expression
    for form in import_module("ostiary.privacy.detect.recognise.numbers")._FORMS:
        yield form.source, form.expression


def repeats(tree: Any, times: int = 1) -> Iterator[int]:
    """Yield how often the innermost things of an expression may be repeated, all in all."""
    for operation, argument in tree:
        name = str(operation)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            _, most, inner = argument
            yield int(most) * times
            yield from repeats(inner, int(most) * times)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from repeats(branch, times)
        elif name == "SUBPATTERN":
            yield from repeats(argument[-1], times)
        elif name == "ATOMIC_GROUP":
            yield from repeats(argument, times)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            yield from repeats(argument[1], times)


EXPRESSIONS = dict(expressions())


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_no_expression_repeats_without_bound(name: str) -> None:
    expression = EXPRESSIONS[name]
    tree = PARSER.parse(expression.pattern, expression.flags & re.IGNORECASE)
    if len(tree) == 1 and str(tree[0][0]) == "MAX_REPEAT" and len(tree[0][1][2]) == 1:
        return  # a run of one class of characters, with nothing behind it that could fail
    most = max(repeats(tree), default=0)
    assert most <= MANY


UNITS = [
    "4", "4 ", "4111 ", "a", "A1 ", "@", "a@", "a.a@a.a", "://", "http://a", "1.", "::", "a:", "0",
    "00", "+1", "(0", "0171 ", "1/1/", "12.12.", "passport ", "passport 1", "born ", "user: ", "call ",
    "tel 1", "Straße 1 ", "St 1, ", "Via ", "DE89 ", "bc1", "ABCDEF", "\u200b", "4\u200b", "\x00",
    "\ud800", "\u202e4", "中", "ا", "Aino ", "Aino Virtala ", "PERSON-", "PERSON-9adn52s17c ", "\n",
]  # fmt: skip


@pytest.mark.timeout(25)
@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_a_long_line_of_one_thing_is_read_to_its_end(unit: str) -> None:
    # Were the cost of any of them quadratic, this size would take hours.
    size = 200_000
    text = unit * (size // len(unit)) + " 4454794511390933"
    last = FIND.find(text)[-1]
    assert last.end == len(text)
    assert last.kind in {"CARD", "PHONE", "ID"}


@pytest.mark.timeout(60)
def test_a_line_of_ten_megabytes_is_read_to_its_end() -> None:
    text = "0123456789abcdef" * 655_360 + " aino@example.org"
    assert [each.kind for each in FIND.find(text)] == ["EMAIL"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("4454\u200b7945\u200b1139\u200b0933", "4454\u200b7945\u200b1139\u200b0933"),
        ("x \u202e4454794511390933\u202c y", "4454794511390933"),
        ("a\x004454794511390933\x00b", "4454794511390933"),
        ("\ud8004454794511390933\udfff", "4454794511390933"),
        ("４４５４ ７９４５ １１３９ ０９３３", "４４５４ ７９４５ １１３９ ０９３３"),
        ("٤٤٥٤٧٩٤٥١١٣٩٠٩٣٣", "٤٤٥٤٧٩٤٥١١٣٩٠٩٣٣"),
        ("4454\u20117945\u20111139\u20110933", "4454\u20117945\u20111139\u20110933"),
        ("4454\u00a07945\u00a01139\u00a00933", "4454\u00a07945\u00a01139\u00a00933"),
        ("DЕ89 3704 0044 0532 0130 00", "DЕ89 3704 0044 0532 0130 00"),
        ("аino@example.org", "аino@example.org"),
        ("aino\u200d@exam\u00adple.org", "aino\u200d@exam\u00adple.org"),
        ("пишите на ирина@почта.рф сегодня", "ирина@почта.рф"),
        ("שלחו אל aino@example.org בבקשה", "aino@example.org"),
    ],
)
def test_disguises_are_seen_through_and_covered_whole(text: str, found: str) -> None:
    assert [text[each.start : each.end] for each in FIND.find(text)] == [found]
