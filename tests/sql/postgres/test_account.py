"""What is said of an account: every right that it does not need, with the statement that takes it."""

from uuid import uuid4

import pytest
from sql_postgres import Place, engine_in

from ostiary.server import INTERNAL, DataClass, DataMap, Origin, Remark, Weight
from ostiary_sql.account.grants import grants
from ostiary_sql.account.look import look
from ostiary_sql.settings import SqlSettings

pytestmark = pytest.mark.needs("postgres")

DATA = DataMap(INTERNAL, {"columns": {"t.s": Origin(DataClass.SECRET)}})


@pytest.fixture
def role(place: Place) -> str:
    """Return an account that can read one table, and nothing else that others could not."""
    name = f"r_{place.schema}"
    place.execute(
        "CREATE TABLE t (a int, b int, s text)",
        f"CREATE ROLE {name} LOGIN",
        f"GRANT USAGE ON SCHEMA {place.schema} TO {name}",
        f"GRANT SELECT (a, b) ON t TO {name}",
    )
    return name


def settings(place: Place, role: str) -> SqlSettings:
    return SqlSettings(url=place.url(role), schemas=place.schema, principal="ada")


def found(place: Place, role: str) -> list[Remark]:
    return list(look(settings(place, role), DATA))


def faults(place: Place, role: str) -> list[Remark]:
    return [remark for remark in found(place, role) if remark.weight is Weight.FAULT]


def test_an_account_that_can_only_read_has_no_fault(place: Place, role: str) -> None:
    first, *_ = remarks = found(place, role)
    assert first.weight is Weight.OK
    assert first.said.startswith("PostgreSQL 1")
    assert first.said.endswith(f"as {role}")
    assert [each for each in remarks if each.weight is Weight.FAULT] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param("ALTER ROLE {role} CREATEDB", "has CREATEDB", id="createdb"),
        pytest.param("ALTER ROLE {role} CREATEROLE", "has CREATEROLE", id="createrole"),
        pytest.param("ALTER ROLE {role} BYPASSRLS", "has BYPASSRLS", id="bypassrls"),
        pytest.param("ALTER ROLE {role} REPLICATION", "has REPLICATION", id="replication"),
        pytest.param("GRANT pg_read_all_data TO {role}", "pg_read_all_data", id="all-data"),
        pytest.param(
            "GRANT pg_execute_server_program TO {role}", "pg_execute_server_program", id="program"
        ),
        pytest.param("GRANT INSERT ON t TO {role}", "can write to", id="insert"),
        pytest.param("GRANT UPDATE (a) ON t TO {role}", "can write to", id="update-of-a-column"),
        pytest.param("GRANT TRUNCATE ON t TO {role}", "can write to", id="truncate"),
        pytest.param("GRANT CREATE ON SCHEMA {schema} TO {role}", "can create in", id="create"),
        pytest.param(
            "GRANT CREATE ON DATABASE postgres TO {role}", "can create schemas", id="schemas"
        ),
        pytest.param(
            "GRANT EXECUTE ON FUNCTION pg_read_file(text) TO {role}", "pg_read_file", id="read-file"
        ),
    ],
)
def test_a_right_too_much_is_a_fault_until_its_statement_has_run(
    place: Place, role: str, given: str, said: str
) -> None:
    place.execute(given.format(role=role, schema=place.schema))
    try:
        remarks = faults(place, role)
        assert len(remarks) == 1
        assert said in remarks[0].said
        place.execute(remarks[0].todo)
        assert faults(place, role) == []
    finally:
        place.execute(f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_a_cast_that_calls_a_function_with_its_owners_rights_is_a_fault(
    place: Place, role: str
) -> None:
    place.execute(
        "CREATE TYPE pair AS (x int, y int)",
        "CREATE FUNCTION f(pair) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        f"CREATE CAST ({place.schema}.pair AS int) WITH FUNCTION {place.schema}.f AS IMPLICIT",
    )
    try:
        (remark,) = faults(place, role)
        assert "a cast calls" in remark.said
        place.execute(remark.todo)
        assert faults(place, role) == []
    finally:
        # Casts are the whole database's, which other tests look at too.
        place.execute(f"DROP FUNCTION {place.schema}.f CASCADE")


def test_a_superuser_is_a_fault_and_ends_the_list(place: Place) -> None:
    first, second = found(place, "tests")
    assert first.weight is Weight.OK
    assert second.said == "tests is a superuser"


def test_an_owner_is_a_fault(place: Place, role: str) -> None:
    place.execute(f"ALTER TABLE t OWNER TO {role}")
    assert [f"{role} owns {place.schema}.t, and can do anything to it"] == [
        each.said for each in faults(place, role)
    ]


def test_what_an_ordinary_role_gives_counts_as_the_accounts(place: Place, role: str) -> None:
    group = f"g_{place.schema}"
    place.execute(
        f"CREATE ROLE {group}", f"GRANT INSERT ON t TO {group}", f"GRANT {group} TO {role}"
    )
    assert ["can write to" in each.said for each in faults(place, role)] == [True]
    assert any(f"a member of {group}" in each.said for each in found(place, role))


def test_secret_columns_that_it_reads_are_named_until_its_statements_have_run(
    place: Place, role: str
) -> None:
    place.execute(f"GRANT SELECT ON t TO {role}")
    (remark,) = [each for each in found(place, role) if "secret" in each.said]
    assert remark.said == "the account reads s of t, which data.yaml calls secret"
    place.execute(remark.todo)
    assert not any("secret" in each.said for each in found(place, role))


def test_a_schema_that_is_not_there_and_one_without_tables_are_faults(
    place: Place, role: str
) -> None:
    missing = SqlSettings(url=place.url(role), schemas="nowhere", principal="ada")
    said = [each.said for each in look(missing, DATA) if each.weight is Weight.FAULT]
    assert said == [
        "OSTIARY_SQL_SCHEMAS: there is no schema nowhere",
        f"{role} can read no table in nowhere",
    ]


def test_a_database_that_does_not_answer_is_said_without_the_password(place: Place) -> None:
    for url in (
        "postgresql://someone:hunter2@127.0.0.1:1/postgres",
        f"postgresql://nobody:hunter2@/postgres?host={place.server.folder}",
    ):
        (remark,) = look(SqlSettings(url=url, principal="ada"), DATA)
        assert remark.weight is Weight.FAULT
        assert remark.said.startswith("the database does not answer: ")
        assert "hunter2" not in f"{remark.said} {remark.todo}"


async def test_the_account_that_is_printed_can_read_all_but_what_is_secret(place: Place) -> None:
    place.execute(
        "CREATE TABLE t (a int, b int, s text)",
        "CREATE TABLE plain (a int)",
        "CREATE VIEW v AS SELECT a, s AS hidden FROM t",
        "INSERT INTO t VALUES (1, 2, 'x')",
    )
    text = grants(settings(place, "tests"), DATA)
    role = f"o{uuid4().hex}"
    lines = [line for line in text.splitlines() if not line.startswith(("--", "\\"))]
    place.execute(*(line.replace("ostiary_reader", role) for line in lines))
    assert f'GRANT SELECT ("a", "b") ON "{place.schema}"."t" TO ostiary_reader;' in lines
    assert f'GRANT SELECT ("a") ON "{place.schema}"."v" TO ostiary_reader;' in lines
    assert f'GRANT SELECT ON "{place.schema}"."plain" TO ostiary_reader;' in lines
    assert [each.said for each in found(place, role) if each.weight is Weight.FAULT] == []
    async with engine_in(place, role) as reader:
        answer = await reader.run("SELECT a, b FROM t", "t", width=2, reads="t.a t.b")
        assert answer.rows == [[1, 2]]


def test_the_account_that_writes_has_its_own_measure(place: Place, role: str) -> None:
    writer = f"w_{place.schema}"
    place.execute(
        f"CREATE ROLE {writer} LOGIN",
        f"GRANT USAGE ON SCHEMA {place.schema} TO {writer}",
        f"GRANT SELECT (a, b), INSERT, UPDATE (b), DELETE ON t TO {writer}",
    )
    both = settings(place, role).model_copy(update={"write_url": place.url(writer)})
    assert [each for each in look(both, DATA) if each.weight is Weight.FAULT] == []
    place.execute(f"GRANT TRUNCATE ON t TO {writer}")
    (remark,) = [each for each in look(both, DATA) if each.weight is Weight.FAULT]
    assert remark.said.startswith(f"to write: {writer} can empty")
    place.execute(remark.todo)
    assert [each for each in look(both, DATA) if each.weight is Weight.FAULT] == []
