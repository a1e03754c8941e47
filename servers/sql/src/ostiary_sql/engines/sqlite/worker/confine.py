"""What the operating system denies to a worker, whatever runs in it."""

import resource

ADDRESS_SPACE_BYTES = 768 * 1024 * 1024
FILE_BYTES = 1024 * 1024
OPEN_FILES = 32
CPU_MARGIN_S = 2


def confine(file_bytes: int = FILE_BYTES) -> None:
    """Limit this process: memory, files, no core dumps, no children.

    Args:
        file_bytes: How long a file may get that it writes.
    """
    _limit(resource.RLIMIT_AS, ADDRESS_SPACE_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES)
    # Sorting stays in memory; whoever only reads writes the index of a write-ahead log, and that is
    # small.
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    # For root the kernel does not count processes; the authorizer leaves nothing that could fork.
    _limit(resource.RLIMIT_NPROC, 0)


def allow_cpu(timeout_s: float) -> None:
    """Let this process use `timeout_s` more of processor time, and a little over."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used_s = usage.ru_utime + usage.ru_stime
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used_s + timeout_s) + CPU_MARGIN_S, hard))


def _limit(kind: int, ceiling: int) -> None:
    _, hard = resource.getrlimit(kind)
    value = ceiling if hard == resource.RLIM_INFINITY else min(ceiling, hard)
    resource.setrlimit(kind, (value, value))
