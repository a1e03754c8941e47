"""The sealed request: read by whoever holds the replay key, bound to its place, forgotten whole."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from judging import Judge, allowance
from tampering import tamper

from ostiary.ledger.calls import MAX_REFUSED_BYTES
from ostiary.ledger.keeping import Keeping
from ostiary.ledger.ledger import Ledger
from ostiary.ledger.operate import open_replay, open_replays, places_of
from ostiary.ledger.read import Reader
from ostiary.ledger.seal import Sealer, SealError, digest, unseal
from ostiary.ledger.store import LedgerError
from ostiary.ledger.values import Limit

KEY = bytes(range(1, 33))
PUBLIC = X25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
REQUEST = b'{"args":{"name":"Ada Fictional"}}'


@pytest.fixture
def sealing(url: str) -> Ledger:
    return Ledger(url, None, {}, keeping=Keeping(replay_key=PUBLIC))


@given(st.binary(max_size=200), st.integers(0, 10**9))
def test_what_was_sealed_opens_at_its_own_place_alone(request: bytes, position: int) -> None:
    sealed, told = Sealer(PUBLIC).seal(request, "s", position)
    assert unseal(KEY, sealed, "s", position) == request
    assert told == digest(sealed)
    for stream, place, key in (
        ("s", position + 1, KEY),
        ("t", position, KEY),
        ("s", position, PUBLIC),
    ):
        with pytest.raises(SealError):
            unseal(key, sealed, stream, place)


@given(st.data())
def test_no_altered_byte_passes(data: st.DataObject) -> None:
    sealed, _ = Sealer(PUBLIC).seal(REQUEST, "s", 0)
    where = data.draw(st.integers(0, len(sealed) - 1))
    flipped = bytearray(sealed)
    flipped[where] ^= data.draw(st.integers(1, 127))
    with pytest.raises(SealError):
        unseal(KEY, bytes(flipped), "s", 0)
    with pytest.raises(SealError):
        unseal(KEY, sealed[:where], "s", 0)


def test_the_same_request_is_never_sealed_the_same() -> None:
    sealer = Sealer(PUBLIC)
    assert sealer.seal(REQUEST, "s", 0)[1] != sealer.seal(REQUEST, "s", 0)[1]


async def test_a_request_is_kept_sealed_and_opens_with_the_key(sealing: Ledger, url: str) -> None:
    assert await sealing.reserve("ann", None, "t", Judge(call="a", request=REQUEST))
    assert await sealing.reserve("ann", None, "t", Judge(call="b"))
    sealing.close()
    assert open_replay(url, KEY, "a") == REQUEST
    bodies = [json.loads(entry.body) for entry in Reader(url).entries()]
    assert not any("Fictional" in json.dumps(body) for body in bodies)
    assert [len(body["replay"]) for body in bodies if "replay" in body] == [64]
    assert Reader(url).verify().whole
    with pytest.raises(LedgerError, match="no request was kept"):
        open_replay(url, KEY, "b")
    with pytest.raises(LedgerError, match="no such call"):
        open_replay(url, KEY, "x")
    with pytest.raises(LedgerError, match="another key"):
        open_replay(url, PUBLIC, "a")


async def test_what_policy_refused_is_kept_if_it_is_small(sealing: Ledger, url: str) -> None:
    """No budget ends a loop of refusals, so that what each leaves has to be bounded."""
    large = b"x" * (MAX_REFUSED_BYTES + 1)
    for call, request in (("a", REQUEST), ("b", large), ("c", large[1:])):
        assert not await sealing.reserve("ann", None, "t", Judge(None, call=call, request=request))
    over = Judge(allowance(principal=Limit(calls=1)), call="d", request=REQUEST)
    assert not await sealing.reserve("ann", None, "t", over)
    sealing.close()
    assert open_replay(url, KEY, "a") == REQUEST
    assert open_replay(url, KEY, "c") == large[1:]
    for call in ("b", "d"):
        with pytest.raises(LedgerError, match="no request was kept"):
            open_replay(url, KEY, call)
    assert Reader(url).verify().whole


async def test_every_decision_is_told_with_its_request_or_why_there_is_none(
    sealing: Ledger, url: str
) -> None:
    for call in ("a", "b", "c"):
        await sealing.reserve("ann", None, "t", Judge(call=call, request=REQUEST))
    await sealing.reserve("ann", None, "t", Judge(call="d"))
    await sealing.erase_replays(places_of(url, ["b"]), "operator")
    sealing.close()
    where = f"position = {places_of(url, ['c'])[0][1]}"
    tamper(
        url, f"UPDATE replays SET sealed = '1'{'' if 'sqlite' in url else '::bytea'} WHERE {where}"
    )
    told = {
        str(body["call"]): found if isinstance(found, bytes) else found.reason
        for _, body, found in open_replays(url, KEY)
    }
    assert told == {
        "a": REQUEST,
        "b": "its request was erased",
        "c": "its sealed request was altered",
        "d": "no request was kept",
    }


async def test_an_erased_request_is_gone_and_the_records_stay_whole(
    sealing: Ledger, url: str
) -> None:
    for call in ("a", "b"):
        await sealing.reserve("ann", None, "t", Judge(call=call, request=REQUEST))
    await sealing.erase_replays(places_of(url, ["a"]), "operator")
    sealing.close()
    with pytest.raises(LedgerError, match="was erased"):
        open_replay(url, KEY, "a")
    assert open_replay(url, KEY, "b") == REQUEST
    report = Reader(url).verify()
    assert (report.whole, report.unknown) == (True, ("a", "b"))


async def test_a_sealed_request_that_was_altered_is_told(sealing: Ledger, url: str) -> None:
    await sealing.reserve("ann", None, "t", Judge(call="a", request=REQUEST))
    sealing.close()
    tamper(url, "UPDATE replays SET sealed = '1'" + ("" if "sqlite" in url else "::bytea"))
    with pytest.raises(LedgerError, match="altered"):
        open_replay(url, KEY, "a")


async def test_without_the_key_none_is_kept(url: str, tmp_path: Path) -> None:
    ledger = Ledger(url, None, {})
    await ledger.reserve("ann", None, "t", Judge(call="a", request=REQUEST))
    ledger.close()
    assert tamper(url, "SELECT count(*) FROM replays") == "0"
