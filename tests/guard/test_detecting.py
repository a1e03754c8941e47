"""Free text is read by what the bundle asks for, once that is loaded, and by what is known already."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from vaults import VaultPlace

from ostiary.guard.detecting import Detecting
from ostiary.guard.vaulting import LazyVault
from ostiary.privacy.detect.finding import Detector, Finding
from ostiary.privacy.scope import Scopes
from ostiary.privacy.vault.asked import Asked
from ostiary.privacy.vault.keeping import erase
from ostiary.treatment import Find, TextRule, UntilReady

SCOPES = Scopes("one", "ada")
TEXT = "Ann Example met Zorp, ann@customer.example"


class Names:
    """A model that knows one name."""

    def find(self, text: str) -> list[Finding]:
        at = text.find("Zorp")
        return [] if at < 0 else [Finding(at, at + 4, "PERSON", 0.9, "model")]


@pytest.fixture
def place(tmp_path: Path) -> VaultPlace:
    return VaultPlace(f"sqlite:///{tmp_path / 'state.sqlite'}", tmp_path)


def detecting(place: VaultPlace, load: Callable[[], Detector] = Names) -> Detecting:
    return Detecting(LazyVault(place.open), lambda _setting: load)


async def found(detecting: Detecting, rule: TextRule, text: str = TEXT) -> set[str] | None:
    known = detecting.known(SCOPES)
    detector = await detecting.detector(rule, known)
    if detector is None:
        return None
    known.learn([])
    return {text[each.start : each.end] for each in detector.find(text)}


async def test_a_model_is_waited_for_and_reads_beside_the_patterns(place: VaultPlace) -> None:
    rule = TextRule(Find.MODEL, model="spacy:any")
    assert await found(detecting(place), rule) == {"Zorp", "ann@customer.example"}


async def test_text_that_does_not_wait_is_withheld_until_the_model_is_there(
    place: VaultPlace,
) -> None:
    may_load = threading.Event()

    def load() -> Detector:
        may_load.wait(20)
        return Names()

    reading = detecting(place, load)
    rule = TextRule(Find.MODEL, UntilReady.WITHHOLD, model="spacy:any")
    assert await found(reading, rule) is None
    may_load.set()
    while await found(reading, rule) is None:  # noqa: ASYNC110 - a thread of the model's own
        await asyncio.sleep(0.01)
    assert await found(reading, rule) == {"Zorp", "ann@customer.example"}


async def test_without_a_model_or_with_one_that_does_not_load_there_is_nobody_to_read(
    place: VaultPlace,
) -> None:
    def fail() -> Detector:
        raise OSError

    assert await found(detecting(place), TextRule(Find.MODEL)) is None
    assert await found(detecting(place, fail), TextRule(Find.MODEL, model="spacy:any")) is None


async def test_what_is_known_is_found_whatever_else_looks(place: VaultPlace) -> None:
    vault = place.open()
    (token,) = vault.pseudonyms([Asked("p:ada", "PERSON", "Ann Example")])
    vault.pseudonyms([Asked("p:bob", "PERSON", "Zorp Zapata"), Asked("bc:one", "PERSON", "met")])
    reading = detecting(place)
    rule = TextRule(Find.NOTHING, risk="names are known here")
    assert await found(reading, rule, "ann EXAMPLE and Zorp Zapata met") == {"ann EXAMPLE"}
    assert await found(reading, TextRule(Find.PATTERNS)) == {"Ann Example", "ann@customer.example"}
    erase(vault, [token])
    place.elapsed.at_s += 2
    assert await found(reading, rule, "ann EXAMPLE") == set()


async def test_scopes_that_were_not_used_for_long_are_let_go(place: VaultPlace) -> None:
    reading = detecting(place)
    first, kept, _ = reading.known(SCOPES).values
    for number in range(300):
        reading.known(Scopes(str(number), "ada"))
    assert reading.known(SCOPES).values[0] is not first
    assert reading.known(SCOPES).values[1] is kept, "the principal's was in use all along"
