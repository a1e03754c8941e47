"""A server that emits a marked secret on every channel, and what drives and searches it.

The same source builds it twice: on bare FastMCP, to show that each emission really reaches the wire
or stderr, and behind the guard, where none may.
"""
