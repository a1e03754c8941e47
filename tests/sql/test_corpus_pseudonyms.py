"""Pseudonyms tell who is the same and who is missing, and nothing else: the corpora once more.

The twins have the same NULLs, duplicates and years here, and other texts, lengths and orders.
"""

from collections.abc import Iterator

import pytest
from sql_court import Court, court

FAMILIES = {
    "sqlite": {"attacks": ("showing", "testing", "storage"), "honest": ("withheld",)},
    "postgres": {
        "attacks": ("shown", "oracles", "failing", "structure"),
        "honest": ("withheld", "structure"),
    },
    "mariadb": {
        "attacks": ("shown", "oracles", "failing", "structure"),
        "honest": ("withheld", "structure"),
    },
}
pytestmark = pytest.mark.timeout(200)


def cases(kind: str) -> list[object]:
    return [
        pytest.param(
            engine,
            family,
            id=f"{engine}-{family}",
            marks=[] if engine == "sqlite" else [pytest.mark.needs(engine)],
        )
        for engine, families in FAMILIES.items()
        for family in families[kind]
    ]


@pytest.fixture(scope="module")
def trial(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Court]:
    engine = str(request.param)
    with court(engine, tmp_path_factory.mktemp(engine), has_pseudonyms=True) as place:
        yield place


@pytest.mark.parametrize(("trial", "family"), cases("attacks"), indirect=["trial"])
def test_no_attack_gets_through(trial: Court, family: str) -> None:
    found = trial.attacks(family)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize(("trial", "family"), cases("honest"), indirect=["trial"])
def test_every_honest_question_is_answered(trial: Court, family: str) -> None:
    found = trial.questions(family)
    assert not found, "\n".join(map(str, found))
