"""What a serving process says on its own: nothing.

Clients keep a server's stderr in files of their own. Prints, tracebacks, warnings and the output of
children may quote anything that a body has read, so from the first call on they go nowhere; what
happened stands in the ledger. The process's own words, which hold no values, go by a descriptor
that nobody else has.
"""

import os
import sys
from collections.abc import Callable

_STDOUT, _STDERR = 1, 2


def silence(*, keep_stdout: bool) -> Callable[[str], None]:
    """Point stderr, for this process and its children, at nothing; return a way to say a line.

    Args:
        keep_stdout: Whether stdout is the wire. The SDK, which claims it then, points whatever
            else is written there at stderr.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    speech = os.dup(_STDERR)
    nothing = os.open(os.devnull, os.O_WRONLY)
    for descriptor in (_STDERR,) if keep_stdout else (_STDOUT, _STDERR):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    return lambda line: _say(speech, line)


def _say(descriptor: int, line: str) -> None:
    os.write(descriptor, f"{line}\n".encode())
