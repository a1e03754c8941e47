"""A small business in MariaDB that may be written, by an account with just the needed grants."""

from typing import Any

from sql_mariadb import Place

SCHEMA = (
    """
    CREATE TABLE customers (id int PRIMARY KEY, name varchar(50) NOT NULL, city varchar(50) NOT NULL,
        credit_limit decimal(12, 2) NOT NULL, api_secret varchar(50) NOT NULL)
    """,
    """
    CREATE TABLE contacts (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers (id),
        full_name varchar(50) NOT NULL, email varchar(80) NOT NULL, phone varchar(20), notes text)
    """,
    """
    CREATE TABLE orders (id int AUTO_INCREMENT PRIMARY KEY, customer_id int NOT NULL,
        ordered_on date NOT NULL DEFAULT (CURRENT_DATE), product varchar(20) NOT NULL,
        quantity int NOT NULL CHECK (quantity > 0), status varchar(10) NOT NULL
        CHECK (status IN ('open', 'shipped', 'returned')),
        FOREIGN KEY (customer_id) REFERENCES customers (id)) AUTO_INCREMENT 1000
    """,
    """
    CREATE TABLE tickets (id int PRIMARY KEY, customer_id int, status varchar(10) NOT NULL,
        subject varchar(80) NOT NULL, body text NOT NULL,
        FOREIGN KEY (customer_id) REFERENCES customers (id))
    """,
    """
    INSERT INTO customers SELECT seq, concat('customer ', seq), 'city', seq * 100,
        concat('secret-', seq) FROM seq_1_to_20
    """,
    """
    INSERT INTO contacts SELECT seq, seq, concat('person ', seq), concat('mail', seq,
        '@customer.example'), NULL, NULL FROM seq_1_to_20
    """,
    """
    INSERT INTO orders (id, customer_id, product, quantity, status)
        SELECT seq, 1 + seq % 20, concat('p', seq % 7), seq, 'open' FROM seq_1_to_200
    """,
    """
    INSERT INTO tickets SELECT seq, 1 + seq % 20, 'open', concat('subject ', seq),
        concat('body of ', seq) FROM seq_1_to_60
    """,
    "CREATE TABLE parent (id int PRIMARY KEY, name varchar(9) UNIQUE, born char(1) NOT NULL DEFAULT 'x')",
    """
    CREATE TABLE cascading (id int PRIMARY KEY, p int,
        FOREIGN KEY (p) REFERENCES parent (id) ON DELETE CASCADE ON UPDATE CASCADE)
    """,
    """
    CREATE TABLE restricting (id int PRIMARY KEY, p int,
        FOREIGN KEY (p) REFERENCES parent (id) ON DELETE RESTRICT)
    """,
    "CREATE TABLE watched (id int PRIMARY KEY, a text)",
    "CREATE TABLE log (a text) ENGINE MyISAM",
    "CREATE TRIGGER watching AFTER UPDATE ON watched FOR EACH ROW INSERT INTO log VALUES ('x')",
    "CREATE TABLE loose (id int PRIMARY KEY, a text) ENGINE Aria",
    """
    CREATE TABLE parts (id int PRIMARY KEY, a text)
        PARTITION BY RANGE (id) (PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN (90))
    """,
    "CREATE TABLE made (id int PRIMARY KEY, a varchar(9), b varchar(9) AS (upper(a)) STORED)",
    "CREATE TABLE plain (a varchar(9), b varchar(9))",
    "CREATE VIEW shown AS SELECT * FROM parent",
    "CREATE TABLE `Odd Näme` (`Id` int PRIMARY KEY, `a``b` varchar(9))",
    "INSERT INTO parent (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd')",
    "INSERT INTO cascading VALUES (1, 1)",
    "INSERT INTO restricting VALUES (1, 2)",
    "INSERT INTO watched VALUES (1, 'a')",
    "INSERT INTO loose VALUES (1, 'a')",
    "INSERT INTO parts VALUES (1, 'x'), (11, 'y')",
    "INSERT INTO made (id, a) VALUES (1, 'a')",
    "INSERT INTO plain VALUES ('a', 'b'), ('a', 'b'), ('c', 'd')",
    "INSERT INTO `Odd Näme` VALUES (1, 'x')",
)

OPEN = (
    "orders", "parent", "cascading", "restricting", "watched", "loose", "parts", "made", "plain",
    "shown", "log", "`Odd Näme`",
)  # fmt: skip

READING = (
    "GRANT SELECT (id, name, city) ON customers TO {account}",
    "GRANT SELECT (id, customer_id) ON contacts TO {account}",
    "GRANT SELECT (id, customer_id, status, subject) ON tickets TO {account}",
    *(f"GRANT SELECT ON {table} TO {{account}}" for table in OPEN),
)
"""What an editor may not see is granted neither to whoever reads for him nor to whoever writes."""

WRITING = (
    *READING,
    "GRANT INSERT, UPDATE, DELETE ON {database}.* TO {account}",
    # To see what hangs on a table.
    "GRANT TRIGGER, REFERENCES ON {database}.* TO {account}",
)

TABLES = (
    "customers", "contacts", "tickets", *(name for name in OPEN if name != "shown"),
)  # fmt: skip


def furnish(place: Place) -> None:
    """Put the business into an empty database."""
    place.execute(*SCHEMA)


def content(place: Place) -> str:
    """Return all that the business holds."""
    return place.execute(*(f"SELECT * FROM {name} ORDER BY 1" for name in TABLES))


def settings(place: Place) -> dict[str, Any]:
    """Return the settings of a server that reads and writes there."""
    writing = [grant.replace("{database}", place.database) for grant in WRITING]
    return {
        "database": place.server.url(place.database, place.account(*READING)),
        "write_url": place.server.url(place.database, place.account(*writing)),
    }
