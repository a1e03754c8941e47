"""What holds for every test: nothing leaves the machine, and what is missing is said."""

# Beside this file, in support/, each with one job.
pytest_plugins = [
    "own_environment",
    "loopback_only",
    "needed_capabilities",
    "postgres",
    "mariadb",
    "sql_twins_mariadb",
    "sql_twins_postgres",
    "pytester",
]
