"""The catalog that the reader is given: what there is, what it is made of, and when it changed."""

import pytest
from sql_mariadb import Here, Place, engine_in
from sql_running import copies

from ostiary_sql.address import read_address
from ostiary_sql.catalog import Column, ForeignKey
from ostiary_sql.engines.mariadb.engine import MariaDBEngine

pytestmark = pytest.mark.needs("mariadb")


async def test_tables_come_with_columns_and_keys(here: Here) -> None:
    here.place.execute(
        "CREATE TABLE parent (id int AUTO_INCREMENT PRIMARY KEY, name varchar(20))",
        "CREATE TABLE child (a int NOT NULL, b decimal(8,2),"
        " c varchar(10) GENERATED ALWAYS AS (UPPER(d)) STORED, d varchar(10),"
        " parent int, PRIMARY KEY (b, a), FOREIGN KEY (parent) REFERENCES parent (id))",
    )
    catalog = await here.engine.catalog()
    assert (catalog.dialect, catalog.default_schema) == ("mariadb", here.place.database)
    child = catalog.tables["child"]
    assert child.kind == "table"
    assert child.columns == (
        Column("a", "int(11)", is_nullable=False, key_position=2),
        Column("b", "decimal(8,2)", is_nullable=False, key_position=1),
        Column(
            "c",
            "varchar(10)",
            is_nullable=True,
            key_position=0,
            is_generated=True,
            expression="ucase(`d`)",
        ),
        Column("d", "varchar(10)", is_nullable=True, key_position=0),
        Column("parent", "int(11)", is_nullable=True, key_position=0),
    )
    assert {index.columns for index in child.indexes} == {frozenset("ab"), frozenset({"parent"})}
    assert child.foreign_keys == (ForeignKey(("parent",), "parent", ("id",)),)


async def test_every_kind_of_relation_is_a_table_or_a_view(here: Here) -> None:
    here.place.execute(
        "CREATE TABLE plain (a int)",
        "CREATE TABLE parted (a int) PARTITION BY HASH (a) PARTITIONS 2",
        "CREATE TABLE versioned (a int) WITH SYSTEM VERSIONING",
        "CREATE VIEW v AS SELECT a + 1 AS b FROM plain",
        "CREATE SEQUENCE s",
        "CREATE TABLE `Odd Näme` (`Cölumn` int)",
        "CREATE TABLE `with.dot` (a int)",
    )
    catalog = await here.engine.catalog()
    assert {name: table.kind for name, table in catalog.tables.items()} == {
        "plain": "table",
        "parted": "table",
        "versioned": "table",
        "v": "view",
        "Odd Näme": "table",
    }
    assert "`a` + 1" in catalog.tables["v"].sql
    answer = await here.run(
        "SELECT * FROM `Odd Näme`", "Odd Näme", columns=copies("Odd Näme.Cölumn")
    )
    assert answer.names == ("Cölumn",)


async def test_databases_beside_the_default_one_stand_before_their_tables(place: Place) -> None:
    other = f"{place.database}_b"
    place.execute(
        f"CREATE DATABASE {other}", f"CREATE TABLE {other}.t (a int)", "CREATE TABLE t (a int)"
    )
    url = place.server.url(place.database)
    engine = MariaDBEngine(lambda: read_address(url, "mariadb", None), (place.database, other))
    async with engine.running():
        tables = (await engine.catalog()).tables
    assert set(tables) == {"t", f"{other}.t"}
    assert (tables[f"{other}.t"].schema, tables[f"{other}.t"].own_name) == (other, "t")


async def test_only_what_the_account_has_rights_on_is_there(here: Here) -> None:
    here.place.execute(
        "CREATE TABLE seen (a int, b int, c int)",
        "CREATE TABLE unseen (a int)",
        "CREATE VIEW opaque AS SELECT a FROM seen",
    )
    database = here.place.database
    user = here.place.account(
        f"GRANT SELECT (a), REFERENCES (b) ON {database}.seen TO {{account}}",
        f"GRANT SELECT ON {database}.opaque TO {{account}}",
    )
    async with engine_in(here.place, user) as reader:
        tables = (await reader.engine.catalog()).tables
        assert set(tables) == {"seen"}
        assert [column.name for column in tables["seen"].columns] == ["a", "b"]
        here.place.execute(f"GRANT SHOW VIEW ON {database}.opaque TO '{user}'@'127.0.0.1'")
        assert set((await reader.engine.catalog()).tables) == {"seen", "opaque"}


async def test_functions_of_the_databases_own_are_named(here: Here) -> None:
    here.place.execute("CREATE FUNCTION twice(x int) RETURNS int DETERMINISTIC RETURN 2 * x")
    assert (await here.engine.catalog()).own_functions == {"twice"}


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE u (a int)",
        "ALTER TABLE t ADD COLUMN b int",
        "RENAME TABLE t TO u",
        "DROP TABLE t",
        "CREATE INDEX i ON t (a)",
        "CREATE OR REPLACE VIEW v AS SELECT 2 AS a",
        "CREATE FUNCTION f() RETURNS int RETURN 1",
    ],
)
async def test_a_change_is_seen_by_the_next_call(here: Here, change: str) -> None:
    here.place.execute("CREATE TABLE t (a int)", "CREATE VIEW v AS SELECT 1 AS a")
    first = await here.engine.catalog()
    here.place.execute(change)
    assert (await here.engine.catalog()).version != first.version


async def test_what_is_no_change_of_the_schema_is_none(here: Here, place: Place) -> None:
    here.place.execute("CREATE TABLE t (a int)")
    first = await here.engine.catalog()
    here.place.execute("INSERT INTO t VALUES (1)", "ANALYZE TABLE t")
    assert await here.engine.catalog() is first
    here.place.execute("CREATE DATABASE IF NOT EXISTS elsewhere")
    assert await here.engine.catalog() is first
