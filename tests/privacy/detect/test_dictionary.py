"""What a known value is found as, and which values are not looked for."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.privacy.detect.dictionary import Dictionary

PEOPLE = Dictionary([
    ("PERSON", "Jürgen Müller"), ("PERSON", "Anna-Maria O'Neil"), ("PERSON", "Mark May"),
    ("PERSON", "Иван Петров"), ("PERSON", "王小明"), ("PERSON", "राम कुमार"), ("PERSON", "Łukasz Żak"),
    ("ORG", "Kessler"), ("ID", "K-48213"),
])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found", "known"),
    [
        ("from JURGEN   MULLER's desk", "JURGEN   MULLER", "Jürgen Müller"),
        ("Müller, Jürgen (absent)", "Müller, Jürgen", "Jürgen Müller"),
        ("Jürgen Müllers Auto", "Jürgen Müllers", "Jürgen Müller"),
        ("juergen mueller wrote", "juergen mueller", "Jürgen Müller"),
        ("jürgen\u200b mül\u00adler.", "jürgen\u200b mül\u00adler", "Jürgen Müller"),
        ("Jurgen\nMuller", "Jurgen\nMuller", "Jürgen Müller"),
        ("ask ANNA MARIA O’NEIL!", "ANNA MARIA O’NEIL", "Anna-Maria O'Neil"),
        ("(ИВАН ПЕТРОВ)", "ИВАН ПЕТРОВ", "Иван Петров"),
        ("我是王小明先生", "王小明", "王小明"),
        ("श्री राम कुमार जी", "राम कुमार", "राम कुमार"),
        ("lukasz zak", "lukasz zak", "Łukasz Żak"),
        ("Kesslers", "Kesslers", "Kessler"),
        ("no. k-48213,", "k-48213", "K-48213"),
        ("so said Mark May today", "Mark May", "Mark May"),
    ],
)
def test_a_value_is_found_in_other_spellings(text: str, found: str, known: str) -> None:
    (finding,) = PEOPLE.find(text)
    assert text[finding.start : finding.end] == found
    assert finding.known == known


@pytest.mark.parametrize(
    "text",
    [
        "Jürgens Müllerei",
        "mark may be late",
        "रामायण कुमार",
        "Müller and Jürgen",
        "Kesslerin",
        "X-K-482134",
    ],
)
def test_a_part_of_a_word_or_common_words_are_not_it(text: str) -> None:
    assert PEOPLE.find(text) == []


@pytest.mark.parametrize(
    "value",
    ["Invoice", "May", "Mark", "INVOICE", "Rose", "Bo", "12345", "", "...", "2024", "Order"],
)
def test_a_short_or_common_value_is_refused(value: str) -> None:
    dictionary = Dictionary()
    assert not dictionary.add("PERSON", value)
    assert dictionary.find(f"the {value} of May, {value}") == []


def test_a_value_is_found_as_soon_as_it_is_added_and_not_once_it_is_removed() -> None:
    dictionary = Dictionary()
    assert dictionary.add("PERSON", "Björn Säthersdal")
    assert len(dictionary.find("bjorn sathersdal, BJOERN SAETHERSDAL")) == 2
    dictionary.remove("PERSON", "Björn Säthersdal")
    assert dictionary.find("bjorn sathersdal, BJOERN SAETHERSDAL") == []


def test_the_longest_known_value_wins() -> None:
    dictionary = Dictionary([("ORG", "Kessler"), ("ORG", "Kessler Brandt Logistics")])
    (finding,) = dictionary.find("at Kessler Brandt Logistics now")
    assert finding.known == "Kessler Brandt Logistics"


def test_no_known_value_is_found_in_a_pseudonym() -> None:
    dictionary = Dictionary([("PERSON", "9adn52s17c"), ("PERSON", "Annika Tolvanen")])
    text = "PERSON-9adn52s17c met Annika Tolvanen"
    assert [text[each.start : each.end] for each in dictionary.find(text)] == ["Annika Tolvanen"]


NAMES = st.lists(
    st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=3, max_size=12),
    min_size=2,
    max_size=3,
).map(" ".join)


@given(
    NAMES, st.text(max_size=20), st.text(max_size=20), st.sampled_from([str, str.upper, str.lower])
)
def test_a_known_name_is_found_wherever_it_stands(
    name: str, left: str, right: str, case: Callable[[str], str]
) -> None:
    dictionary = Dictionary(common=frozenset())
    if not dictionary.add("PERSON", name):
        return
    text = f"{left} | {case(name)} | {right}"
    at = len(left) + 3
    covered = {place for each in dictionary.find(text) for place in range(each.start, each.end)}
    assert covered >= {at + n for n, char in enumerate(case(name)) if char.isalnum()}
