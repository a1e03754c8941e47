"""Handles: what is signed is read back, and nothing else is."""

import json
from base64 import urlsafe_b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostiary.classes import DataClass
from ostiary.conversation.handle import MAX_EXPIRES_US, Handle, Invalid, public_half, sign, verify

# A loaded machine is no fault of the law.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

KEY = bytes(range(32))
PUBLIC = public_half(KEY)

texts = st.text(min_size=1, max_size=40)
handles = st.builds(
    Handle,
    id=texts,
    principal=texts,
    expires_at_us=st.integers(1, MAX_EXPIRES_US),
    clearance=st.none() | st.sampled_from(DataClass),
)


def read(text: str, handle: Handle, now_us: int | None = None) -> Handle | Invalid:
    at_us = handle.expires_at_us - 1 if now_us is None else now_us
    return verify(PUBLIC, text, principal=handle.principal, now_us=at_us)


@unhurried
@given(handles)
def test_what_was_signed_is_read_back(handle: Handle) -> None:
    assert read(sign(KEY, handle), handle) == handle


@unhurried
@given(handles, st.data())
def test_any_changed_character_is_refused(handle: Handle, data: st.DataObject) -> None:
    text = sign(KEY, handle)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda char: char != text[at]))
    assert not read(text[:at] + other + text[at + 1 :], handle)


@unhurried
@given(handles, st.data())
def test_anything_cut_off_or_put_in_is_refused(handle: Handle, data: st.DataObject) -> None:
    text = sign(KEY, handle)
    at = data.draw(st.integers(0, len(text)))
    assert not read(text[:at] + data.draw(st.text(min_size=1, max_size=3)) + text[at:], handle)
    assert not read(text[: min(at, len(text) - 1)], handle)


@unhurried
@given(handles, st.integers(0, 2**40))
def test_an_expired_one_is_refused(handle: Handle, later_us: int) -> None:
    found = read(sign(KEY, handle), handle, now_us=handle.expires_at_us + later_us)
    assert found == Invalid("expired")


@unhurried
@given(handles, texts)
def test_somebody_elses_is_refused(handle: Handle, principal: str) -> None:
    if principal != handle.principal:
        found = verify(PUBLIC, sign(KEY, handle), principal=principal, now_us=0)
        assert found == Invalid("foreign")


@unhurried
@given(handles, st.binary(min_size=32, max_size=32).filter(lambda key: key != KEY))
def test_another_key_signs_nothing(handle: Handle, key: bytes) -> None:
    assert read(sign(key, handle), handle) == Invalid("signature")


@unhurried
@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    assert not verify(PUBLIC, text, principal="ann", now_us=0)


@pytest.mark.parametrize(
    "body",
    [
        {}, [], {"clearance": None, "expires": 9, "id": "a"},
        {"clearance": None, "expires": True, "id": "a", "principal": "ann"},
        {"clearance": None, "expires": "9", "id": "a", "principal": "ann"},
        {"clearance": "top", "expires": 9, "id": "a", "principal": "ann"},
        {"clearance": None, "expires": 9, "id": "", "principal": "ann"},
        {"clearance": None, "expires": 9, "id": "a", "principal": ["ann"]},
        {"clearance": None, "expires": 9, "id": "a", "principal": "ann", "more": 1},
        {"principal": "ann", "id": "a", "expires": 9, "clearance": None},
        {"clearance": None, "expires": MAX_EXPIRES_US + 1, "id": "a", "principal": "ann"},
    ],
    ids=str,
)  # fmt: skip
def test_a_signed_body_of_another_form_is_refused(body: object) -> None:
    raw = json.dumps(body, separators=(",", ":")).encode()
    signature = Ed25519PrivateKey.from_private_bytes(KEY).sign(raw)
    text = urlsafe_b64encode(signature + raw).decode().rstrip("=")
    assert verify(PUBLIC, text, principal="ann", now_us=0) == Invalid("malformed")


@pytest.mark.parametrize(
    "handle",
    [Handle("", "ann", 9), Handle("a", "", 9), Handle("a", "ann", -1), Handle("x" * 257, "ann", 9)],
)
def test_what_would_not_be_read_is_not_signed(handle: Handle) -> None:
    with pytest.raises(ValueError, match="handle"):
        sign(KEY, handle)
