"""The catalog that the reader is given: what there is, what it is made of, and when it changed."""

from pathlib import Path

import pytest
from sql_postgres import Here, Place, engine_in

from ostiary.privacy.load import load_datamap
from ostiary.server import DataClass
from ostiary_sql.catalog import Column, ForeignKey
from ostiary_sql.classes import all_origins

pytestmark = pytest.mark.needs("postgres")


async def test_tables_come_with_columns_keys_and_estimates(here: Here) -> None:
    here.place.execute(
        "CREATE TABLE parent (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(20))",
        "CREATE TABLE child (a int NOT NULL, b numeric(8,2), gone int,"
        " c text GENERATED ALWAYS AS (upper(d)) STORED, d text,"
        " parent int REFERENCES parent, PRIMARY KEY (b, a))",
        "ALTER TABLE child DROP COLUMN gone",
        "INSERT INTO parent (name) SELECT 'x' FROM generate_series(1, 30)",
        "ANALYZE parent",
    )
    catalog = await here.engine.catalog()
    assert catalog.dialect == "postgres"
    assert catalog.default_schema == here.place.schema
    parent, child = catalog.tables["parent"], catalog.tables["child"]
    assert (parent.kind, parent.row_estimate, child.row_estimate) == ("table", 30, None)
    assert child.columns == (
        Column("a", "integer", is_nullable=False, key_position=2),
        Column("b", "numeric(8,2)", is_nullable=False, key_position=1),
        Column(
            "c", "text", is_nullable=True, key_position=0, is_generated=True, expression="upper(d)"
        ),
        Column("d", "text", is_nullable=True, key_position=0),
        Column("parent", "integer", is_nullable=True, key_position=0),
    )
    assert child.foreign_keys == (ForeignKey(("parent",), "parent", ("id",)),)


async def test_every_kind_of_relation_is_a_table_or_a_view(here: Here) -> None:
    here.place.execute(
        "CREATE TABLE plain (a int)",
        "CREATE TABLE parted (a int) PARTITION BY RANGE (a)",
        "CREATE TABLE part PARTITION OF parted FOR VALUES FROM (0) TO (9)",
        "CREATE VIEW v AS SELECT a + 1 AS b FROM plain",
        "CREATE MATERIALIZED VIEW m AS SELECT a FROM plain",
        "CREATE SEQUENCE s",
        'CREATE TABLE "Odd Näme" ("Cölumn" int)',
        "CREATE INDEX i ON plain (a)",
        "CREATE TYPE c AS (x int)",
    )
    catalog = await here.engine.catalog()
    assert {name: table.kind for name, table in catalog.tables.items()} == {
        "plain": "table",
        "parted": "table",
        "part": "table",
        "v": "view",
        "m": "view",
        "Odd Näme": "table",
    }
    assert "a + 1" in catalog.tables["v"].sql
    assert catalog.tables["plain"].sql == ""


async def test_schemas_beside_the_default_one_stand_before_their_tables(place: Place) -> None:
    other = f"{place.schema}_b"
    place.execute(
        f"CREATE SCHEMA {other}",
        f"CREATE TABLE {other}.t (a int)",
        "CREATE TABLE t (a int)",
        f"CREATE VIEW v AS SELECT x.a FROM {other}.t AS x",
    )
    async with engine_in(place) as here:
        assert set((await here.engine.catalog()).tables) == {"t", "v"}
        # The view stands on what is not visible, and is read all the same.
        assert (await here.run("SELECT a FROM v", "v")).rows == []
    from ostiary_sql.address import read_address
    from ostiary_sql.engines.postgres.engine import PostgresEngine

    url = place.url()
    engine = PostgresEngine(lambda: read_address(url, "postgres", None), (place.schema, other))
    async with engine.running():
        tables = (await engine.catalog()).tables
    assert set(tables) == {"t", "v", f"{other}.t"}
    assert (tables[f"{other}.t"].schema, tables[f"{other}.t"].own_name) == (other, "t")


async def test_what_the_account_cannot_read_at_all_is_not_there(here: Here) -> None:
    role = f"r_{here.place.schema}"
    here.place.execute(
        "CREATE TABLE seen (a int, b int)",
        "CREATE TABLE unseen (a int)",
        f"CREATE ROLE {role} LOGIN",
        f"GRANT USAGE ON SCHEMA {here.place.schema} TO {role}",
        f"GRANT SELECT (a) ON seen TO {role}",
    )
    async with engine_in(here.place, role) as reader:
        tables = (await reader.engine.catalog()).tables
        assert set(tables) == {"seen"}
        assert [column.name for column in tables["seen"].columns] == ["a", "b"]
        here.place.execute(f"GRANT SELECT ON unseen TO {role}")
        assert set((await reader.engine.catalog()).tables) == {"seen", "unseen"}


async def test_functions_and_operators_of_the_databases_own_are_named(here: Here) -> None:
    here.place.execute(
        "CREATE FUNCTION lower(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql AS 'SELECT 2 * $1'",
        f"CREATE OPERATOR @+@ (FUNCTION = {here.place.schema}.twice, RIGHTARG = int)",
        "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int)",
    )
    assert (await here.engine.catalog()).own_functions == {"lower", "twice", "@+@", "total"}


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE u (a int)",
        "ALTER TABLE t ADD COLUMN b int",
        "ALTER TABLE t RENAME COLUMN a TO b",
        "ALTER TABLE t ADD PRIMARY KEY (a)",
        "DROP TABLE t",
        "CREATE OR REPLACE VIEW v AS SELECT a * 2 AS a FROM t",
        "CREATE FUNCTION lower(int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "GRANT SELECT ON t TO pg_monitor",
        "CREATE INDEX i ON t (a)",
    ],
)
async def test_a_change_is_seen_by_the_next_call(here: Here, change: str) -> None:
    here.place.execute("CREATE TABLE t (a int)", "CREATE VIEW v AS SELECT 1 AS a")
    first = await here.engine.catalog()
    here.place.execute(change if change != "DROP TABLE t" else "DROP TABLE t CASCADE")
    assert (await here.engine.catalog()).version != first.version


async def test_what_is_no_change_of_the_schema_is_none(here: Here) -> None:
    here.place.execute("CREATE TABLE t (a int)")
    first = await here.engine.catalog()
    here.place.execute("INSERT INTO t VALUES (1)", "ANALYZE t")
    here.place.execute("VACUUM t")
    assert await here.engine.catalog() is first


async def test_row_policies_that_look_elsewhere_are_read_with_their_table(here: Here) -> None:
    role = f"r_{here.place.schema}"
    here.place.execute(
        "CREATE TABLE t (a int)",
        "CREATE TABLE allowed (a int)",
        "INSERT INTO t VALUES (1), (2)",
        "INSERT INTO allowed VALUES (2)",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY p ON t USING (a IN (SELECT a FROM allowed))",
        f"CREATE ROLE {role} LOGIN",
        f"GRANT USAGE ON SCHEMA {here.place.schema} TO {role}",
        f"GRANT SELECT ON t, allowed TO {role}",
    )
    async with engine_in(here.place, role) as reader:
        assert (await reader.run("SELECT a FROM t", "t", reads="t.a")).rows == [[2]]


async def test_thousands_of_tables_are_read(here: Here) -> None:
    here.place.execute(
        "DO $$ BEGIN FOR i IN 1..3000 LOOP"
        " EXECUTE format('CREATE TABLE t%s (a int, b text, c text)', i);"
        " IF i % 50 = 0 THEN COMMIT; END IF; END LOOP; END $$"
    )
    assert len((await here.engine.catalog()).tables) == 3000
    assert (await here.run("SELECT a FROM t77", "t77", reads="t77.a")).rows == []
    here.place.execute(
        "DO $$ BEGIN FOR i IN 1..3000 LOOP EXECUTE format('DROP TABLE t%s', i);"
        " IF i % 50 = 0 THEN COMMIT; END IF; END LOOP; END $$"
    )


_HEIRS = """
version: 1
default: internal
columns:
  calls.caller: personal
  guests.full_name: personal
  dear_friends.title: secret
"""


async def test_what_inherits_has_the_class_of_what_it_inherits_from(
    here: Here, tmp_path: Path
) -> None:
    here.place.execute(
        "CREATE TABLE calls (id int, caller text, day date) PARTITION BY RANGE (day)",
        "CREATE TABLE calls_few PARTITION OF calls FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
        "CREATE TABLE guests (id int, full_name text)",
        "CREATE TABLE friends (title text) INHERITS (guests)",
        "CREATE TABLE dear_friends (note text) INHERITS (friends)",
    )
    catalog = await here.engine.catalog()
    (tmp_path / "data.yaml").write_text(_HEIRS)
    data = load_datamap(tmp_path / "data.yaml")
    found = all_origins(catalog, data)
    classes = {base: origin.data_class for base, origin in found.items()}
    assert classes["calls_few", "caller"] is DataClass.PERSONAL
    assert classes["calls_few", "id"] is DataClass.INTERNAL
    assert classes["dear_friends", "full_name"] is DataClass.PERSONAL
    assert classes["friends", "title"] is DataClass.SECRET, "read through the parent"
    assert classes["guests", "id"] is DataClass.INTERNAL


async def test_casts_of_the_database_s_own_are_known(here: Here) -> None:
    kind, function = f"k{here.place.schema}", f"f{here.place.schema}"
    here.place.execute(
        f"CREATE TYPE {kind} AS (height int)",
        f"CREATE FUNCTION {function}({kind}) RETURNS int LANGUAGE sql AS 'SELECT 1'",
    )
    assert (kind, "int4") not in (await here.engine.catalog()).own_casts
    here.place.execute(f"CREATE CAST ({kind} AS int) WITH FUNCTION {function}({kind})")
    assert (kind, "int4") in (await here.engine.catalog()).own_casts
