"""One value, one pseudonym in a scope; it turns back into the value; nobody agrees to differ."""

import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vaults import VaultPlace, one, value

from ostiary.classes import KINDS, DataClass
from ostiary.privacy.normalise import normalise
from ostiary.privacy.pseudonym import is_whole, kind_of
from ostiary.privacy.vault.asked import Asked
from ostiary.privacy.vault.keeping import rotate
from ostiary.privacy.vault.stock import Stock
from ostiary.privacy.vault.vault import Vault

ANY_TEXT = st.text(st.characters(), min_size=1) | st.just("Ann \udcff")
"""With halves of characters too: what comes of bytes that are not UTF-8."""

RACER = Path(__file__).parents[2] / "support" / "vault_racer.py"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(sorted(KINDS)), ANY_TEXT), max_size=20))
def test_pseudonymise_then_restore_is_the_identity(
    vault: Vault, values: list[tuple[str, str]]
) -> None:
    asked = [Asked("c:law", kind, text) for kind, text in values]
    tokens = vault.pseudonyms(asked)
    held = vault.find(tokens)
    for token, each in zip(tokens, asked, strict=True):
        assert is_whole(token)
        assert kind_of(token) == each.kind
        assert normalise(each.kind, held[token].open()) == normalise(each.kind, each.text)
    vault.forget()
    assert vault.pseudonyms(asked) == tokens


def test_what_was_seen_first_is_what_comes_back(vault: Vault) -> None:
    token = one(vault, "Ann@Customer.example", "EMAIL")
    assert one(vault, " ann@customer.EXAMPLE", "EMAIL") == token
    assert value(vault, token) == "Ann@Customer.example"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    st.sampled_from(["PERSON", "EMAIL", "ORG", "ADDRESS"]),
    st.text(st.characters(codec="utf-8", categories=["L"]), min_size=4, max_size=12),
    st.lists(st.sampled_from([str.upper, str.lower, str.title, "{} ".format, " \u200b{}".format])),
)
def test_spellings_that_normalise_alike_share_one_pseudonym(
    vault: Vault, kind: str, text: str, ways: list[Callable[[str], str]]
) -> None:
    """It restores to the spelling that came first, and filters match all that were met."""
    met = [text]
    met += [
        spelled for way in ways if normalise(kind, spelled := way(text)) == normalise(kind, text)
    ]
    vault.forget()
    tokens = [one(vault, spelling, kind, scope="c:spelled") for spelling in met]
    assert len(set(tokens)) == 1
    held = vault.find(tokens[:1])[tokens[0]]
    first = held.open()
    assert normalise(kind, first) == normalise(kind, text)
    assert held.open_all()[0] == first
    assert set(met) <= set(held.open_all())


def test_every_spelling_that_was_met_is_kept_for_filters(place: VaultPlace, vault: Vault) -> None:
    spellings = ["Ann@Customer.example", "ann@customer.example", "ANN@customer.example"]
    token = one(vault, spellings[0], "EMAIL")
    both = [Asked("c:one", "EMAIL", each) for each in spellings[1:]]
    assert vault.pseudonyms(both) == [token, token]
    assert place.open().pseudonyms(both) == [token, token]
    rotate(vault, place.ring)
    held = vault.find([token])[token]
    assert held.open() == spellings[0]
    assert sorted(held.open_all()) == sorted(spellings)
    new = vault.pseudonyms([Asked("c:one", "PERSON", text) for text in ("Ben", "BEN")])
    assert set(vault.find(new)[new[0]].open_all()) == {"Ben", "BEN"}


def test_another_scope_or_kind_has_another_pseudonym(vault: Vault) -> None:
    told = [
        Asked("c:one", "PERSON", "Ann"),
        Asked("c:two", "PERSON", "Ann"),
        Asked("bc:one", "PERSON", "Ann"),
        Asked("c:one", "USERNAME", "Ann"),
    ]
    assert len(set(vault.pseudonyms(told))) == 4


def test_the_class_is_kept(vault: Vault) -> None:
    (token,) = vault.pseudonyms([Asked("c:one", "IBAN", "DE89", DataClass.CONFIDENTIAL)])
    assert vault.find([token])[token].place.data_class == DataClass.CONFIDENTIAL


def test_what_is_remembered_is_told_without_the_store(vault: Vault) -> None:
    asked = [Asked("c:one", "PERSON", "Ann"), Asked("c:one", "PERSON", "Ben")]
    assert vault.recall(asked) is None
    tokens = vault.pseudonyms(asked)
    assert vault.recall(asked) == tokens


def test_what_was_never_issued_is_not_found(vault: Vault) -> None:
    assert vault.find(["PERSON-0123456789"]) == {}


def test_pseudonyms_that_were_drawn_before_are_drawn_again(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = iter(["PERSON-8f3k2m9q7x"] * 3 + ["PERSON-2m5q8w1x9z"])

    def draw_again(_kind: str, _random: object) -> str:
        return next(draws)

    monkeypatch.setattr("ostiary.privacy.vault.vault.draw", draw_again)
    first, second = one(vault, "Ann"), one(vault, "Ben")
    assert [first, second] == ["PERSON-8f3k2m9q7x", "PERSON-2m5q8w1x9z"]
    assert [value(vault, first), value(vault, second)] == ["Ann", "Ben"]


@given(st.lists(st.integers(1, 200), max_size=50), st.integers(0, 100))
def test_random_bytes_are_handed_out_once(numbers: list[int], size: int) -> None:
    """A data key that two entries shared would seal twice under one nonce."""
    count = itertools.count()

    def unlike(number: int) -> Any:
        return "".join(chr(next(count)) for _ in range(number))

    stock = Stock(unlike, size)
    taken: list[Any] = [stock(number) for number in numbers]
    assert list(map(len, taken)) == numbers
    assert len(set("".join(taken))) == sum(numbers)


def test_processes_that_meet_the_same_people_agree(place: VaultPlace) -> None:
    place.open().close()
    racers = [
        subprocess.Popen(
            [sys.executable, str(RACER), place.url, str(place.folder), "400"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for racer in racers:
        assert racer.stdout
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin
        racer.stdin.write("go\n")
        racer.stdin.flush()
    answers = [racer.communicate(timeout=25)[0].split() for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0, 0]
    assert answers[0] == answers[1] == answers[2]
    assert len(set(answers[0])) == 400


def test_killed_at_any_point_what_it_said_still_holds(place: VaultPlace) -> None:
    place.open().close()
    told: list[str] = []
    for _ in range(3):
        racer = subprocess.Popen(
            [sys.executable, str(RACER), place.url, str(place.folder), "2000"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert racer.stdin
        assert racer.stdout
        assert racer.stdout.readline() == "ready\n"
        racer.stdin.write("go\n")
        racer.stdin.flush()
        told = [racer.stdout.readline().strip() for _ in range(100)]
        racer.kill()
        racer.communicate(timeout=20)
    vault = place.open()
    assert vault.pseudonyms([Asked("o:", "PERSON", f"Person {n}") for n in range(100)]) == told
    assert [held.open() for held in vault.find(told[:1]).values()] == ["Person 0"]


@pytest.mark.parametrize("people", [100_000], ids=["a-hundred-thousand"])
def test_many_people_at_once(tmp_path: Path, people: int) -> None:
    place = VaultPlace(f"sqlite:///{tmp_path / 'state.sqlite'}", tmp_path)
    vault = place.open()
    asked = [Asked("c:many", "PERSON", f"Person {number}") for number in range(people)]
    tokens = vault.pseudonyms(asked)
    assert len(set(tokens)) == people
    vault.forget()
    assert vault.pseudonyms(asked[::1000]) == tokens[::1000]
