"""What `ostiary-sql --check` says of the database and of the account that is used there."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

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
    address = settings.address()
    try:
        yield from _remarks(settings.dialect)(address, settings.schema_names(), data)
    except Exception as error:  # noqa: BLE001 - whatever the driver raises is what there is to say
        yield Remark(
            f"the database does not answer: {_words(error, address.url.password)}",
            "look at OSTIARY_SQL_URL, the password and the network",
            Weight.FAULT,
        )


def _remarks(dialect: str) -> "Callable[[Address, Sequence[str], DataMap], Iterator[Remark]]":
    if dialect == "postgres":
        from ostiary_sql.account.postgres import remarks  # noqa: PLC0415 - only what is used is paid for

        return remarks
    from ostiary_sql.account.mariadb import remarks  # noqa: PLC0415 - as above

    return remarks


def _words(error: Exception, password: object) -> str:
    """Return what the driver says, on one line, without the password."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text.replace(str(password), "...") if password else text
