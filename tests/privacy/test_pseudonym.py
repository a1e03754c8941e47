"""What has a pseudonym's form is found wherever it hides, and nothing else is."""

import pytest

from ostiary.privacy.pseudonym import has_pseudonym_form


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("EMAIL-0123456789", id="bare"),
        pytest.param("SELECT 1 WHERE x = 'PERSON-abcdefghjk'", id="sql"),
        pytest.param({"a": [{"b": "(IBAN-zzzzzzzzzz)"}]}, id="nested"),
        pytest.param({"PHONE-0123456789": 1}, id="key"),
        pytest.param("https://x.example/ID-0123456789/y", id="url"),
    ],
)
def test_found(value: object) -> None:
    assert has_pseudonym_form(value)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("ORDER-0123456789", id="order-number"),
        pytest.param("EMAIL-012345678", id="too-short"),
        pytest.param("EMAIL-0123456789a", id="too-long"),
        pytest.param("EMAIL-012345678i", id="not-crockford"),
        pytest.param("INV-ID-0123456789", id="longer-code"),
        pytest.param("email-0123456789", id="lower-case"),
        pytest.param(["a", 1, None, {"x": 2.5}], id="plain"),
    ],
)
def test_not_found(value: object) -> None:
    assert not has_pseudonym_form(value)
