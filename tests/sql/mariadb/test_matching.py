"""Regular expressions in MariaDB itself: bounded ones match as others do, and end."""

import anyio
import pytest
from sql_mariadb import Here

from ostiary.server import InvalidInputError
from ostiary_sql.dialects.mariadb.patterns import BEFORE, BEHIND

pytestmark = pytest.mark.needs("mariadb")


@pytest.mark.parametrize(
    "pattern", ["'^[a-c]+'", "BINARY 'B'", "1", "NULL", "'(?i)B'", "b", "'a' 'b'", "'*b'", "'('"]
)
async def test_a_bound_changes_no_answer(here: Here, pattern: str) -> None:
    here.place.execute("CREATE TABLE t (a text, b text)", "INSERT INTO t VALUES ('aBc', '^a')")

    async def found(written: str) -> object:
        sql = f"SELECT a REGEXP {written} AS x, REGEXP_SUBSTR(a, {written}) AS y FROM t"
        try:
            return (await here.run(sql, "t", reads="t.a t.b", width=2)).rows
        except InvalidInputError as refused:
            return str(refused)

    assert await found(f"{BEFORE}{pattern}{BEHIND}") == await found(pattern)


@pytest.mark.parametrize("start", ["(*LIMIT_MATCH=4000000000)", "(*UTF)(*LIMIT_MATCH=4000000000)"])
async def test_a_pattern_raises_no_bound(here: Here, start: str) -> None:
    pattern = f"{BEFORE}'{start}^(.*)(.*)\\\\1\\\\2x$'{BEHIND}"
    with pytest.raises(InvalidInputError), anyio.fail_after(5):
        await here.run(f"SELECT REPEAT('ab', 3000) REGEXP {pattern}")
    assert await here.place.working() == 0


async def test_a_match_that_is_given_up_is_no_answer(here: Here) -> None:
    pattern = f"{BEFORE}'^(.*)(.*)\\\\1\\\\2x$'{BEHIND}"
    with pytest.raises(InvalidInputError, match="regular expression"):
        await here.run(f"SELECT REPEAT('ab', 3000) REGEXP {pattern}")
    assert (await here.run("SELECT 'ab' REGEXP 'b'")).rows == [[1]]
