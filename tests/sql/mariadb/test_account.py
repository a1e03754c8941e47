"""What is said of an account: every right that it does not need, with the statement that takes it."""

import pytest
from sql_mariadb import Place, engine_in

from ostiary.server import INTERNAL, DataClass, DataMap, Origin, Remark, Weight
from ostiary_sql.account.grants import grants
from ostiary_sql.account.look import look
from ostiary_sql.account.mariadb import granted
from ostiary_sql.settings import SqlSettings

pytestmark = pytest.mark.needs("mariadb")

DATA = DataMap(INTERNAL, {"columns": {"t.s": Origin(DataClass.SECRET)}})


@pytest.fixture
def user(place: Place) -> str:
    """Return an account that can read one table, and nothing else."""
    place.execute("CREATE TABLE t (a int, b int, s varchar(9))")
    return place.account(
        f"GRANT SELECT (a, b), REFERENCES (s) ON {place.database}.t TO {{account}}"
    )


def settings(place: Place, user: str, password: str = "tests") -> SqlSettings:
    return SqlSettings(url=place.server.url(place.database, user, password), principal="ada")


def found(place: Place, user: str) -> list[Remark]:
    return list(look(settings(place, user), DATA))


def faults(place: Place, user: str) -> list[Remark]:
    return [remark for remark in found(place, user) if remark.weight is Weight.FAULT]


def test_an_account_that_can_only_read_has_no_fault(place: Place, user: str) -> None:
    (only,) = found(place, user)
    assert only.weight is Weight.OK
    assert "MariaDB" in only.said
    assert only.said.endswith(f"as {user}@127.0.0.1")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param("GRANT FILE ON *.* TO {account}", "FILE on *.*", id="file"),
        pytest.param("GRANT SUPER ON *.* TO {account}", "SUPER on *.*", id="super"),
        pytest.param("GRANT PROCESS ON *.* TO {account}", "PROCESS on *.*", id="process"),
        pytest.param("GRANT SELECT ON *.* TO {account}", "SELECT on everything", id="everything"),
        pytest.param("GRANT EXECUTE ON {database}.* TO {account}", "EXECUTE on", id="execute"),
        pytest.param("GRANT INSERT ON {database}.t TO {account}", "INSERT on", id="insert"),
        pytest.param("GRANT UPDATE (a) ON {database}.t TO {account}", "UPDATE on", id="update"),
        pytest.param(
            "GRANT CREATE TEMPORARY TABLES ON {database}.* TO {account}",
            "CREATE TEMPORARY TABLES on",
            id="temporary",
        ),
    ],
)
def test_a_right_too_much_is_a_fault_until_its_statement_has_run(
    place: Place, user: str, given: str, said: str
) -> None:
    account = f"'{user}'@'127.0.0.1'"
    place.execute(given.format(account=account, database=place.database))
    remarks = faults(place, user)
    assert [said in each.said for each in remarks] == [True]
    if "UPDATE" in given:
        return  # a right to columns is taken with the columns named; the hint is about the table
    place.execute(remarks[0].todo)
    assert faults(place, user) == []


def test_an_account_for_anything_is_many_faults(place: Place) -> None:
    said = [each.said for each in faults(place, "tests")]
    assert "the account has ALL PRIVILEGES on *.*" in said
    assert "the account can give away its rights on *.*" in said


def test_a_hash_in_a_grant_is_not_repeated() -> None:
    line = "GRANT FILE ON *.* TO `u`@`h` IDENTIFIED BY PASSWORD '*D6EBE1A0'"
    (remark,) = granted(line, "`u`@`h`")
    assert "D6EBE1A0" not in f"{remark}"


def test_a_role_is_named(place: Place, user: str) -> None:
    place.execute(f"CREATE ROLE IF NOT EXISTS r_{user}", f"GRANT r_{user} TO '{user}'@'127.0.0.1'")
    assert any(f"r_{user}" in each.said for each in found(place, user))


def test_secret_columns_that_it_reads_are_named(place: Place, user: str) -> None:
    place.execute(f"GRANT SELECT ON t TO '{user}'@'127.0.0.1'")
    (remark,) = [each for each in found(place, user) if "secret" in each.said]
    assert remark.said == "the account reads s of t, which data.yaml calls secret"
    place.execute(remark.todo)
    assert not any("secret" in each.said for each in found(place, user))


def test_a_database_that_does_not_answer_is_said_without_the_password(place: Place) -> None:
    for known in (
        settings(place, "tests", "hunter2"),
        SqlSettings(url="mariadb://someone:hunter2@127.0.0.1:1/d", principal="ada"),
    ):
        (remark,) = look(known, DATA)
        assert remark.weight is Weight.FAULT
        assert remark.said.startswith("the database does not answer: ")
        assert "hunter2" not in f"{remark.said} {remark.todo}"


async def test_the_account_that_is_printed_can_read_all_but_what_is_secret(place: Place) -> None:
    place.execute(
        "CREATE TABLE t (a int, b int, s varchar(9))",
        "CREATE TABLE plain (a int)",
        "CREATE VIEW v AS SELECT a, s AS hidden FROM t",
        "INSERT INTO t VALUES (1, 2, 'x')",
    )
    text = grants(settings(place, "tests"), DATA)
    lines = [line for line in text.splitlines() if not line.startswith("--")]
    user = f"o_{place.database[:16]}"
    place.execute(
        *(
            line.replace("'ostiary_reader'@'%'", f"'{user}'@'127.0.0.1'").replace(
                "<password>", "tests"
            )
            for line in lines
        )
    )
    path = f"`{place.database}`"
    account = "TO 'ostiary_reader'@'%';"
    assert f"GRANT SELECT (`a`, `b`), REFERENCES (`s`) ON {path}.`t` {account}" in lines
    assert f"GRANT SELECT ON {path}.`plain` {account}" in lines
    assert faults(place, user) == []
    async with engine_in(place, user) as reader:
        answer = await reader.run("SELECT a, b FROM t", "t", width=2, reads="t.a t.b")
        assert answer.rows == [[1, 2]]


def test_the_account_that_writes_has_its_own_measure(place: Place, user: str) -> None:
    writer = place.account(
        f"GRANT SELECT (a, b), INSERT, UPDATE (b), DELETE ON {place.database}.t TO {{account}}",
        f"GRANT TRIGGER, REFERENCES ON {place.database}.* TO {{account}}",
    )
    both = settings(place, user).model_copy(
        update={"write_url": place.server.url(place.database, writer)}
    )
    assert [each for each in look(both, DATA) if each.weight is Weight.FAULT] == []
    place.execute(
        f"GRANT DROP ON {place.database}.* TO '{writer}'@'127.0.0.1'",
        f"GRANT INSERT ON *.* TO '{writer}'@'127.0.0.1'",
    )
    said = [each.said for each in look(both, DATA) if each.weight is Weight.FAULT]
    assert any(each.startswith("to write: the account has DROP on") for each in said)
    assert "to write: the account has INSERT on *.*" in said
