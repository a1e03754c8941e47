"""Which arguments are told to come from which result, and by what an outsider learns nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.classes import DataClass
from ostiary.flow.fingerprint import MARK_BYTES, Fingerprints
from ostiary.flow.label import Label
from ostiary.flow.origins import Shown, joined, origins_of, sources_of
from ostiary.flow.spans import MAX_MARKS, MAX_WORDS, sent_spans, shown_spans

PRINTS = Fingerprints(b"k" * 32)
TEXT = (
    "The supplier agreed on Tuesday to deliver forty pallets of slate before the end of the month,"
    " and asked us not to mention the discount to anybody else."
)


def shown(value: object, conversation: str = "c") -> Shown:
    marks = joined(PRINTS.spans(conversation, shown_spans(value)))
    return Shown(("notes.read_note",), Label(DataClass.PERSONAL, untrusted=True), marks)


def is_known(value: object, text: str, conversation: str = "c") -> bool:
    spans = sent_spans({"text": text})
    sent = None if spans is None else PRINTS.spans(conversation, spans)
    return bool(origins_of(sent, [shown(value)]).sources)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param({"text": TEXT}, TEXT, id="all-of-it"),
        pytest.param(
            {"text": TEXT}, "He wrote: FORTY PALLETS OF SLATE BEFORE THE END OF", id="case"
        ),
        pytest.param({"to": "ann@customer.example"}, "mail ann@customer.example now", id="address"),
        pytest.param({"who": "PERSON-0a1b2c3d4e"}, "ask PERSON-0a1b2c3d4e", id="pseudonym"),
        pytest.param({"name": "Berta Sample"}, "WHERE name = 'Berta Sample'", id="name-in-sql"),
        pytest.param([["DE89370400440532013000"]], "pay DE89370400440532013000", id="account"),
        pytest.param({"number": 1234567890}, "call 1234567890", id="number"),
    ],
)
def test_what_was_shown_is_known_again(value: object, text: str) -> None:
    assert is_known(value, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param({"text": TEXT}, "They will bring the stone soon.", id="paraphrase"),
        pytest.param({"status": "open", "country": "Germany"}, "open in Germany", id="plain-words"),
        pytest.param({"count": 12}, "There are 12", id="short-number"),
    ],
)
def test_what_anybody_might_say_is_not(value: object, text: str) -> None:
    assert not is_known(value, text)


@given(st.lists(st.from_regex(r"[a-z]{3,9}", fullmatch=True), min_size=12, max_size=60), st.data())
def test_seven_words_in_a_row_of_a_long_text_are_always_known_again(
    words: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(words) - 7))
    quoted = " ".join(words[at : at + 7])
    assert is_known({"text": " ".join(words)}, f"so: {quoted}.")


def test_another_conversation_knows_nothing_of_it() -> None:
    assert not is_known({"text": TEXT}, TEXT, conversation="another")


def test_another_key_makes_other_fingerprints() -> None:
    other = Fingerprints(b"x" * 32)
    assert not PRINTS.spans("c", ["abc"]) & other.spans("c", ["abc"])
    assert PRINTS.mark("c") != other.mark("c")
    assert PRINTS.mark("c") == PRINTS.mark("c") != PRINTS.mark("d")


def test_arguments_too_long_to_tell_come_from_everywhere() -> None:
    assert is_known({"text": "x y z w v"}, "word " * (MAX_WORDS + 1))


def test_what_is_kept_of_one_result_is_bounded() -> None:
    assert len(shown_spans([f"number {each} of many" for each in range(5000)])) == MAX_MARKS
    assert len(shown(["one or two", "three or four"]).marks) == 2 * MARK_BYTES


def test_origins_are_told_by_action_and_facts_and_carry_the_label_on() -> None:
    assert sources_of("sql.run_query", [("tables", "orders")]) == (
        *("sql.run_query", "sql.run_query:tables=orders"),
    )
    spans = sent_spans({"text": TEXT})
    assert spans is not None
    found = origins_of(PRINTS.spans("c", spans), [shown({"text": TEXT}), shown({"text": "other"})])
    assert found.label == Label(DataClass.PERSONAL, untrusted=True)


def test_near_identical_arguments_have_one_similar_fingerprint() -> None:
    one = PRINTS.step("sql.run_query", {"sql": "SELECT  a FROM t WHERE id = 17"})
    two = PRINTS.step("sql.run_query", {"sql": "select a from t where id=18"})
    other = PRINTS.step("sql.run_query", {"sql": "SELECT b FROM t WHERE id = 17"})
    assert one.exact != two.exact
    assert one.similar == two.similar != other.similar
    assert PRINTS.step("sql.explain_query", {"sql": "x"}) != PRINTS.step(
        "sql.run_query", {"sql": "x"}
    )
