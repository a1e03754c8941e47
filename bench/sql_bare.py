"""What the SQL server is measured beside: the same tool on FastMCP and SQLAlchemy, unguarded."""

import sys
from typing import Annotated, Any

from fastmcp import FastMCP
from pydantic import BaseModel, Field
from sqlalchemy import create_engine, text
from sqlalchemy.pool import QueuePool


class Rows(BaseModel):
    """Rows of a query."""

    columns: list[str]
    rows: list[list[Any]]


def main(url: str, max_rows: int) -> None:
    """Serve over stdio."""
    engine = create_engine(url, poolclass=QueuePool, pool_size=16)
    server = FastMCP("bare-sql", mask_error_details=True)

    @server.tool
    def run_query(sql: Annotated[str, Field(description="One SELECT.")]) -> Rows:
        """Return the rows of a query."""
        with engine.connect() as connection:
            result = connection.execute(text(sql))
            rows = [list(row) for row in result.fetchmany(max_rows)]
            return Rows(columns=list(result.keys()), rows=rows)

    server.run(transport="stdio", show_banner=False, log_level="CRITICAL")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
