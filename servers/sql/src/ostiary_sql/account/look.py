"""What `ostiary-sql --check` says of the database and of the account that is used there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from ostiary.server import DataMap, Remark, Weight
from ostiary_sql.settings import SqlSettings

if TYPE_CHECKING:
    from ostiary_sql.address import Address


def look(settings: SqlSettings, data: DataMap) -> Iterator[Remark]:
    """Yield what there is to say; nothing of a file, which is only ever read.

    Args:
        settings: They name the database.
        data: The classes of columns.
    """
    if settings.dialect == "sqlite":
        return
    yield from _of(settings, settings.address(), data, "OSTIARY_SQL_URL")
    if settings.write_url:
        address = settings.write_address()
        for remark in _of(settings, address, data, "OSTIARY_SQL_WRITE_URL", may_write=True):
            yield replace(remark, said=f"to write: {remark.said}")


def _of(
    settings: SqlSettings, address: "Address", data: DataMap, named: str, *, may_write: bool = False
) -> Iterator[Remark]:
    look_closer = _remarks(settings.dialect)
    try:
        yield from look_closer(address, settings.schema_names(), data, may_write=may_write)
    except Exception as error:  # noqa: BLE001 - whatever the driver raises is what there is to say
        yield Remark(
            f"the database does not answer: {_words(error, address.url.password)}",
            f"look at {named}, the password and the network",
            Weight.FAULT,
        )


class _Look(Protocol):
    def __call__(
        self, address: "Address", schemas: Sequence[str], data: DataMap, /, *, may_write: bool
    ) -> Iterator[Remark]: ...


def _remarks(dialect: str) -> _Look:
    if dialect == "postgres":
        from ostiary_sql.account.postgres import remarks  # noqa: PLC0415 - only what is used is paid for

        return remarks
    from ostiary_sql.account.mariadb import remarks  # noqa: PLC0415 - as above

    return remarks


def _words(error: Exception, password: object) -> str:
    """Return what the driver says, on one line, without the password."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text.replace(str(password), "...") if password else text
