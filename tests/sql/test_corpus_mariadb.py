"""Every attack and every honest question to MariaDB, through the whole server over stdio.

Each attack goes to two servers whose databases differ in nothing but the values that are withheld:
it is stopped if neither shows a mark of such a value, both answer word for word alike, and nothing
that the database keeps has changed.
"""

from collections.abc import Iterator

import pytest
from sql_court import Court, court, families

ENGINE = "mariadb"
pytestmark = [
    pytest.mark.needs(ENGINE),
    pytest.mark.timeout(200),
]


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Court]:
    with court(ENGINE, tmp_path_factory.mktemp(ENGINE)) as place:
        yield place


@pytest.mark.parametrize("family", families(ENGINE, "attacks"))
def test_no_attack_gets_through(trial: Court, family: str) -> None:
    found = trial.attacks(family)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("family", families(ENGINE, "honest"))
def test_every_honest_question_is_answered(trial: Court, family: str) -> None:
    found = trial.questions(family)
    assert not found, "\n".join(map(str, found))
