"""A table is treated by its columns, and leaves as it would row by row."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pseudonymising import Issuer

from ostiary.classes import DataClass, Origin
from ostiary.privacy.classified import Classes, Each, Items
from ostiary.privacy.release import plan_release
from ostiary.privacy.scope import Scopes
from ostiary.privacy.treatment import Treatment
from ostiary.treatment import Privacy

names = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=4, max_size=12)
CELLS: st.SearchStrategy[Any] = st.one_of(
    names, st.none(), st.just(""), st.integers(), st.just("x" * 5000), st.just("PERSON-9adn52s17c")
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=6), st.integers(0, 2))
def test_a_table_leaves_as_its_rows_would_one_by_one(rows: list[list[Any]], best: int) -> None:
    columns = Items(
        [
            Origin(DataClass.PERSONAL, kind, "people", (rank + best) % 3)
            for rank, kind in enumerate(("PERSON", "EMAIL", "PHONE"))
        ]
    )
    issuer = Issuer()
    treatment = Treatment(DataClass.INTERNAL, Privacy(), Scopes("one", "ann"))

    def released(value: Any, classes: Classes) -> tuple[Any, set[tuple[str, str]]]:
        planned = plan_release(value, classes, treatment)
        tokens = issuer.issue(planned.asked)
        links = {(tokens[parent], tokens[child]) for parent, child in planned.links}
        return planned.finish(tokens).value, links

    whole, linked = released(rows, Each(columns))
    single = [released(row, columns) for row in rows]
    assert whole == [value for value, _ in single]
    assert linked == set[tuple[str, str]]().union(*(links for _, links in single))
