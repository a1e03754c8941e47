"""A program that runs a change and never keeps it; it prints the number of its worker."""

import sys
from pathlib import Path

import anyio
from sql_writing import DELETE, change_of

from ostiary_sql.engines.sqlite.change import SqliteWriter


async def main() -> None:
    """Hang on the database that the first argument names."""
    database = Path(sys.argv[1])
    change = await change_of(DELETE, database)
    writer = SqliteWriter(lambda: database)
    async with writer.running(), writer.changing(change) as pending:
        print(pending.pid, flush=True)
        await anyio.sleep_forever()


if __name__ == "__main__":
    anyio.run(main)
