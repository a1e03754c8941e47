"""The engine itself does not read what would be withheld, however a statement is understood.

Two databases that differ in withheld columns alone give the same answers, to statements whose names
the reader and SQLite have once been made to resolve differently.
"""

import shutil
import sqlite3
from pathlib import Path

import pytest
from sql_server import sql_server

KELVIN = "\u212a"
STATEMENTS = {
    "unicode-folding": f'with k as (select api_secret x from customers where id<3) select * from (with "{KELVIN}" as (select name x from customers where id<3) select x from k)',
    "parenthesised-name": "select (select api_secret from (select (api_secret) from customers where id=1)) from (select 1 as api_secret)",
    "collated-name": "select (select api_secret from (select api_secret collate nocase from customers where id=1)) from (select 1 as api_secret)",
    "duplicate-name": 'select (select "api_secret:1" from (select api_secret, api_secret from customers where id=1)) from (select 1 as "api_secret:1")',
    "expression-name": 'select (select "upper(api_secret)" from (select upper(api_secret) from customers where id=1)) from (select 1 as "upper(api_secret)")',
    "alias-in-where": "select id,'a' as api_secret from (select id,(api_secret) from customers) where api_secret > 'sample-key-8'",
    "late-bound-cte": "select (with c as (select zz as v) select (select v from c) from (select api_secret as zz from customers where id=1) s2) from (select 1 as zz) p1",
    "function-sees-right": "select (select j.value from json_each(zz) as j, (select json_array(api_secret) as zz from customers where id=1) as q) from (select '[1]' as zz)",
    "position-in-parentheses": "select id, api_secret from customers order by (2)",
    "position-negated-twice": "select id, api_secret from customers order by - -2",
    "grouped-position": "select count(*), api_secret from customers group by (2)",
    "bare-column-in-order": "select country, max(api_secret) from customers group by country order by id",
    "bare-column-in-having": "select country, max(api_secret) from customers group by country having id % 2 = 0",
    "alias-in-on": "select o.id from (select id,'a' as zz from customers) o where exists (select cu.api_secret as zz from customers cu join (select 1 one) q on zz > 'sample-key-8' where cu.id=o.id)",
    "ntile-fails": "select ntile(unicode(substr(api_secret,1,1)) - 115) over () from customers where id=2",
    "length-overflows": "select length(m||api_secret) from customers, (select max(printf('%.*c',16777190,'x')) m) where id=1",
    "count-of-values": "select count(api_secret), count(*) from customers",
    "plain-copy": "select id, api_secret, api_secret from customers order by id",
}  # fmt: skip


@pytest.fixture
def other(sample: Path, tmp_path: Path) -> Path:
    """Return a copy of the sample with other secrets, of other lengths and in another order."""
    path = tmp_path / "other.sqlite"
    shutil.copy(sample, path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE customers SET api_secret = substr('zyxwvutsrq', id % 9 + 1) || id")
    connection.commit()
    connection.close()
    return path


async def test_answers_do_not_depend_on_withheld_values(
    sample: Path, other: Path, tmp_path: Path
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with sql_server(tmp_path / "a", sample) as one, sql_server(tmp_path / "b", other) as two:
        for name, sql in STATEMENTS.items():
            answers = [await asking.call("run_query", sql=sql) for asking in (one, two)]
            assert answers[0] == answers[1], name
            assert "sample-key" not in str(answers), name
        assert await one.rows("SELECT 1") == [[1]]
