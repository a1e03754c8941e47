"""What stands for a value: of its kind, the same wherever it stands, and never the value itself."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pseudonymising import Issuer, Words
from pydantic import BaseModel, TypeAdapter

from ostiary.classes import INTERNAL, KINDS, TEXT, UNKNOWN, DataClass, Origin
from ostiary.privacy.classified import Classes, Each, Fields, Items
from ostiary.privacy.pseudonym import as_email, is_whole
from ostiary.privacy.release import Released, plan_release
from ostiary.privacy.schema import releasable
from ostiary.privacy.scope import Scopes
from ostiary.privacy.treatment import Treatment
from ostiary.privacy.withheld import WITHHELD
from ostiary.treatment import Form, Generalise, KindRule, Level, Privacy, TextRule, Treat

TODAY = date(2026, 11, 24)
PERSON = Origin(DataClass.PERSONAL, "PERSON")
EMAIL = Origin(DataClass.PERSONAL, "EMAIL")
NOTE = Origin(DataClass.PERSONAL, TEXT)


def treat(
    value: Any,
    classes: Classes,
    *,
    issuer: Issuer | None = None,
    detector: Words | None = None,
    clearance: DataClass = DataClass.INTERNAL,
    kinds: Mapping[str, KindRule] | None = None,
) -> Released:
    """Return what leaves under a bundle with these rules."""
    treatment = Treatment(
        clearance,
        Privacy(kinds or {}, text=TextRule()),
        Scopes("one", "ann"),
        lambda scope, kind, normal: sha256(f"{scope}{kind}{normal}".encode()).digest(),
        TODAY,
    )
    planned = plan_release(value, classes, treatment)
    planned.read_texts(detector, detector.learn if detector else lambda _known: None)
    return planned.finish((issuer or Issuer()).issue(planned.asked))


names = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=4, max_size=12)
leaves = st.one_of(names, st.integers(), st.floats(allow_nan=False), st.booleans(), st.none())
values: st.SearchStrategy[Any] = st.recursive(
    leaves,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=12,
)


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return [shape(member) for member in cast("dict[str, Any]", value).values()]
    if isinstance(value, list):
        return [shape(element) for element in cast("list[Any]", value)]
    return None


@given(values, st.lists(names, max_size=4))
def test_free_json_keeps_its_shape_and_turns_back(value: Any, people: list[str]) -> None:
    issuer = Issuer()
    released = treat(value, NOTE, issuer=issuer, detector=Words(*people))
    assert shape(released.value) == shape(value)
    assert json.dumps(issuer.restore(released.value)) == json.dumps(value)


@given(values, st.lists(names, min_size=1, max_size=4))
def test_no_name_survives_anywhere(value: Any, people: list[str]) -> None:
    told = treat({"rows": [people, value]}, NOTE, detector=Words(*people)).value
    for text in texts(told):
        # A pseudonym's own characters may spell a short name by chance: take them out first.
        assert not any(person in _without_tokens(text) for person in people)


def texts(value: Any) -> Iterator[str]:
    """Yield every text and key."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, member in cast("dict[str, Any]", value).items():
            yield key
            yield from texts(member)
    elif isinstance(value, list):
        for element in cast("list[Any]", value):
            yield from texts(element)


def _without_tokens(text: str) -> str:
    from ostiary.privacy.pseudonym import mentions

    for mention in reversed(mentions(text)):
        text = text[: mention.start] + text[mention.end :]
    return text


@given(values, st.lists(names, max_size=3))
def test_running_twice_changes_nothing(value: Any, people: list[str]) -> None:
    issuer = Issuer()
    once = treat(value, NOTE, issuer=issuer, detector=Words(*people)).value
    assert treat(once, NOTE, issuer=issuer, detector=Words(*people)).value == once


@given(st.sampled_from(sorted(KINDS)), names)
def test_a_pseudonym_in_a_column_stays_one(kind: str, name: str) -> None:
    issuer = Issuer()
    origin = Origin(DataClass.PERSONAL, kind)
    once = treat(name, origin, issuer=issuer).value
    assert is_whole(once)
    assert treat(once, origin, issuer=issuer).value == once


def test_a_table_is_treated_by_its_columns() -> None:
    rows = [[1, "Ann", "ann@x.example", 2.50], [2, "Ben", None, 1], [3, " ANN ", "", 7]]
    classes = Each(Items([INTERNAL, PERSON, EMAIL, UNKNOWN]))
    released = treat(rows, classes)
    (ann, ben, again) = released.value
    assert [each[0] for each in released.value] == [1, 2, 3]
    assert ann[1] == again[1] != ben[1]
    assert (ben[2], again[2]) == (None, "")
    assert [each[3] for each in released.value] == [WITHHELD] * 3
    assert released.shown == {"internal": 3}
    assert released.withheld == {"secret": 3}
    assert released.treated == {"PERSON": 3, "EMAIL": 1}
    assert released.data_class is DataClass.INTERNAL


def test_rows_that_do_not_fit_are_withheld_by_what_is_missing() -> None:
    released = treat([["Ann"], ["Ben", 1, 2], 7, ["Cyd", 3]], Each(Items([PERSON, INTERNAL])))
    assert is_whole(released.value[0][0])
    assert released.value[1][2] == WITHHELD
    assert released.value[2] == WITHHELD
    assert released.value[3][1] == 3


def test_numbers_are_read_as_they_are_written_and_others_keep_their_type() -> None:
    issuer = Issuer()
    released = treat([4930123456, True], Each(Origin(DataClass.PERSONAL, "PHONE")), issuer=issuer)
    assert issuer.values[released.value[0]].text == "4930123456"
    assert released.value[1] == WITHHELD


def test_what_is_no_value_of_a_kind_is_withheld() -> None:
    assert treat({"a": 1}, PERSON).value == WITHHELD
    assert treat("x" * 5000, PERSON).value == WITHHELD
    assert [is_whole(each) for each in treat(["Ann", "Ben"], PERSON).value] == [True, True]


def test_secrets_and_values_without_a_kind_stay_withheld() -> None:
    for origin in (Origin(DataClass.SECRET, "EMAIL"), Origin(DataClass.PERSONAL)):
        assert treat("ann@x.example", origin).value == WITHHELD


def test_who_may_read_only_what_is_public_gets_no_pseudonyms() -> None:
    assert treat("Ann", PERSON, clearance=DataClass.PUBLIC).value == WITHHELD
    assert treat("Ann", PERSON, clearance=DataClass.PERSONAL).value == "Ann"


def test_values_of_one_person_are_linked_to_what_names_him_best() -> None:
    def origin(kind: str, rank: int) -> Origin:
        return Origin(DataClass.PERSONAL, kind, "contacts", rank)

    named = {"phone": origin("PHONE", 2), "email": origin("EMAIL", 0), "name": origin("PERSON", 1)}
    row = {"phone": "030 1234567", "email": "ann@x.example", "name": "Ann"}
    treatment = Treatment(DataClass.INTERNAL, Privacy(), Scopes("one", "ann"))
    for value, classes in (
        (row, Fields(named)),
        ([list(row.values())], Each(Items(list(named.values())))),
        (list(row.values()), Items(list(named.values()))),
    ):
        planned = plan_release(value, classes, treatment)
        told = [planned.asked[position].kind for pair in planned.links for position in pair]
        assert told == ["EMAIL", "PERSON", "EMAIL", "PHONE"]


def test_two_people_in_one_row_are_not_linked() -> None:
    twice = Origin(DataClass.PERSONAL, "EMAIL", "contacts", 0)
    phone = Origin(DataClass.PERSONAL, "PHONE", "contacts", 1)
    treatment = Treatment(DataClass.INTERNAL, Privacy(), Scopes("one", "ann"))
    row = [["a@x.example", "b@x.example", "030 1234567"]]
    assert plan_release(row, Each(Items([twice, twice, phone])), treatment).links == []


def test_what_a_caller_brought_lives_in_another_scope() -> None:
    treatment = Treatment(DataClass.INTERNAL, Privacy(), Scopes("one", "ann"))
    brought = Origin(DataClass.PERSONAL, "PERSON", brought=True)
    planned = plan_release(["Ann", "Ann"], Items([PERSON, brought]), treatment)
    assert [each.scope for each in planned.asked] == ["c:one", "bc:one"]


@pytest.mark.parametrize(
    ("level", "scope"),
    [(Level.CONVERSATION, "c:one"), (Level.PRINCIPAL, "p:ann"), (Level.ORGANISATION, "o:")],
)
def test_the_rule_of_a_kind_says_within_what(level: Level, scope: str) -> None:
    privacy = Privacy({"PERSON": KindRule(level=level)})
    planned = plan_release(
        "Ann", PERSON, Treatment(DataClass.INTERNAL, privacy, Scopes("one", "ann"))
    )
    assert planned.asked[0].scope == scope


@pytest.mark.parametrize(
    ("kind", "rule", "value", "told"),
    [
        ("DATE", KindRule(Treat.GENERALISE), "1984-05-06", "1984"),
        ("DATE", KindRule(Treat.GENERALISE), "06.05.1984", "1984"),
        ("DATE", KindRule(Treat.GENERALISE), "yesterday", WITHHELD),
        ("DATE", KindRule(Treat.GENERALISE, generalise=Generalise.AGE_BAND), "1984-05-06", "40-49"),
        ("DATE", KindRule(Treat.GENERALISE, generalise=Generalise.AGE_BAND), 94, "90+"),
        ("DATE", KindRule(Treat.GENERALISE, generalise=Generalise.AGE_BAND), "17", "10-19"),
        ("DATE", KindRule(Treat.GENERALISE, generalise=Generalise.AGE_BAND), -3, WITHHELD),
        ("ADDRESS", KindRule(Treat.GENERALISE), "Example Street 5, 10115 Berlin", "10…"),
        ("PHONE", KindRule(Treat.GENERALISE), "+49 30 1234567", "+49…"),
        ("ADDRESS", KindRule(Treat.GENERALISE), "Example Street 5", WITHHELD),
        ("IP", KindRule(Treat.GENERALISE), "192.0.2.77", "192.0.2.0/24"),
        ("IP", KindRule(Treat.GENERALISE), "2001:db8:1:2::7", "2001:db8:1::/48"),
        ("IP", KindRule(Treat.GENERALISE), "here", WITHHELD),
        ("PERSON", KindRule(Treat.GENERALISE), "Ann", WITHHELD),
        ("CARD", KindRule(Treat.PARTIAL), "4111 1111 1111 1111", "…1111"),
        ("ID", KindRule(Treat.PARTIAL), "12345", WITHHELD),
        ("EMAIL", KindRule(Treat.PARTIAL), "ann@x.example", "a…@x.example"),
        ("PERSON", KindRule(Treat.PARTIAL), "Ann van Example", "A. V. E."),
        ("URL", KindRule(Treat.PARTIAL), "https://x.example", WITHHELD),
        ("EMAIL", KindRule(Treat.WITHHOLD), "ann@x.example", WITHHELD),
        ("ORG", KindRule(Treat.CLEAR), "Example Ltd", "Example Ltd"),
        ("DATE", KindRule(Treat.CLEAR), 1984, 1984),
    ],
)
def test_each_treatment_leaves_what_it_says(
    kind: str, rule: KindRule, value: Any, told: Any
) -> None:
    released = treat(value, Origin(DataClass.PERSONAL, kind), kinds={kind: rule})
    assert released.value == told
    assert released.data_class <= DataClass.INTERNAL


def test_a_hash_and_a_synthetic_value_are_the_same_for_the_same_value_only() -> None:
    for rule in (KindRule(Treat.HASH), KindRule(Treat.SYNTHETIC)):
        told = treat(["Ann", "ANN ", "Bartholomew"], Each(PERSON), kinds={"PERSON": rule}).value
        assert told[0] == told[1] != told[2]
        assert not {"Ann", "Bartholomew"} & set(told)
    without = Treatment(DataClass.INTERNAL, Privacy({"PERSON": KindRule(Treat.HASH)}))
    assert plan_release("Ann", PERSON, without).finish(()).value == WITHHELD


def test_a_pseudonym_takes_the_form_of_an_address_where_asked_to() -> None:
    issuer = Issuer()
    told = treat(
        "ann@x.example", EMAIL, issuer=issuer, kinds={"EMAIL": KindRule(form=Form.EMAIL)}
    ).value
    assert told == as_email(next(iter(issuer.values)))


def test_free_text_is_withheld_without_a_detector() -> None:
    released = treat({"text": "hello", "more": {"a": "b"}}, Fields({"text": NOTE, "more": NOTE}))
    assert released.value == {"text": WITHHELD, "more": WITHHELD}


def test_names_of_a_row_are_found_in_its_texts() -> None:
    issuer = Issuer()
    rows = [["Ann Example", "Called Ann Example back"], ["Ben", "Ben and Ann Example"]]
    told = treat(rows, Each(Items([PERSON, NOTE])), issuer=issuer, detector=Words()).value
    ann, ben = told[0][0], told[1][0]
    assert told == [[ann, f"Called {ann} back"], [ben, f"{ben} and {ann}"]]


@pytest.mark.parametrize(
    ("treatment", "told"),
    [
        (KindRule(Treat.WITHHOLD), f"To {WITHHELD}!"),
        (KindRule(Treat.PARTIAL), "To A.!"),
        (KindRule(Treat.CLEAR), "To Ann!"),
    ],
)
def test_findings_are_treated_by_their_kind(treatment: KindRule, told: str) -> None:
    assert treat("To Ann!", NOTE, detector=Words("Ann"), kinds={"PERSON": treatment}).value == told


def test_json_in_a_text_is_walked_and_the_rest_of_it_stays_to_the_byte() -> None:
    issuer = Issuer()
    text = ' {"b": 1.10, "a":"M\\u00fcller says \\"hi\\"", "M\\u00fcller": [1e3, 4930123456],\n"c":null}'
    told = treat(text, NOTE, issuer=issuer, detector=Words("Müller", "4930123456")).value
    assert told.startswith(' {"b": 1.10, "a":"PERSON-')
    assert told.endswith(',\n"c":null}')
    parsed = json.loads(told)
    assert list(parsed) == ["b", "a", parsed["a"].split(" ")[0], "c"]
    assert parsed["a"].endswith('says "hi"')
    assert {asked.text for asked in issuer.values.values()} == {"Müller", "4930123456"}


def test_numbers_in_free_text_that_name_somebody_become_texts() -> None:
    detector = Words("4930123456", kind="PHONE")
    told = treat([4930123456, 12, 7.5, 1234567890], NOTE, detector=detector).value
    assert is_whole(told[0])
    assert told[1:] == [12, 7.5, 1234567890]


def test_keys_that_are_spellings_of_one_name_both_stay() -> None:
    told = treat({"Ann": 1, "Ann ": 2, "x": {"Ann": 3}}, NOTE, detector=Words("Ann")).value
    assert sorted(map(str, shape(told))) == sorted(map(str, [None, None, [None]]))
    assert "Ann" not in json.dumps(told)


class Answer(BaseModel):
    """A result with every treated type."""

    name: str
    number: int
    notes: dict[str, str]


@given(st.sampled_from(list(Treat)))
def test_every_treatment_fits_the_schema_that_was_declared(treatment: Treat) -> None:
    schema = releasable(TypeAdapter(Answer).json_schema(mode="serialization"))
    classes = Fields({"name": PERSON, "number": Origin(DataClass.PERSONAL, "PHONE"), "notes": NOTE})
    rules = {"PERSON": KindRule(treatment), "PHONE": KindRule(treatment)}
    value = {"name": "Ann", "number": 4930123456, "notes": {"Ann": "Ann"}}
    released = treat(value, classes, detector=Words("Ann"), kinds=rules)
    validator: Any = Draft202012Validator(schema)
    assert validator.is_valid(released.value), released.value
