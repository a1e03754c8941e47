"""No memory of a process that holds keys and personal values is written to a disk when it dies."""

import resource


def forbid_core_dumps() -> None:
    """Have this process, and what it starts, leave no core dump.

    Source: POSIX, setrlimit; programs that dumps are piped to go by the same limit (core(5)).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
