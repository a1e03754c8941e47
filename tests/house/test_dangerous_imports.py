"""Which modules can reach the network, start a program, call C or run text as code: only these.

A line here is a decision. Whoever adds one says in its review why the module needs it; one that is
no longer used is taken out, so that the list only says what is true.
"""

import ast
from collections.abc import Iterator

from source_tree import imports, shipped_modules

POWERS = {
    "socket": "network",
    "ssl": "network",
    "http": "network",
    "urllib.request": "network",
    "httpx": "network",
    "httpx2": "network",
    "uvicorn": "network",
    "socketserver": "network",
    "asyncio.open_connection": "network",
    "asyncio.start_server": "network",
    "subprocess": "programs",
    "multiprocessing": "programs",
    "asyncio.create_subprocess_exec": "programs",
    "asyncio.create_subprocess_shell": "programs",
    "anyio.open_process": "programs",
    "anyio.run_process": "programs",
    "os.system": "programs",
    "os.popen": "programs",
    "os.fork": "programs",
    "os.posix_spawn": "programs",
    "pty": "programs",
    "ctypes": "C",
    "cffi": "C",
    "pickle": "text as code",
    "marshal": "text as code",
    "shelve": "text as code",
    "runpy": "text as code",
}
CODE_BUILTINS = {"eval", "exec", "compile", "__import__"}

ALLOWED: dict[str, set[str]] = {
    "ostiary.cli.checkup.model": {"network"},  # asks the model's endpoint whether it is there
    "ostiary.cli.checkup.program": {"programs"},  # has servers and Docker look at themselves
    "ostiary.guard.adapter.web.protocol": {"network"},  # connections that others make
    "ostiary.guard.adapter.web.serve": {"network"},  # listens, where the operator says so
    "ostiary.guard.caller.fetch": {"network"},  # the issuer's keys, where one is set
    "ostiary.ledger.anchor": {"network"},  # hands checkpoints to the system's log or a service
    "ostiary.testing.scripted_model": {"network"},  # serves on loopback, for tests and the demo
    "ostiary_filesystem.confine.syscalls": {"C"},  # openat2 and renameat2, which Python has not
    "ostiary_host.demo_operator": {"programs"},  # runs the operator's commands as one would
    "ostiary_host.endpoint": {"network"},  # the model's endpoint
    "ostiary_host.find": {"network"},  # looks for one on this machine
    "ostiary_sql.engines.sqlite.process": {"programs"},  # starts the worker in which statements run
}
"""The powers of each module that has any."""


def powers(tree: ast.Module) -> Iterator[str]:
    for name in [*imports(tree), *attributes(tree)]:
        for dangerous, power in POWERS.items():
            if name == dangerous or name.startswith(dangerous + "."):
                yield power
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in CODE_BUILTINS:
                yield "text as code"
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if name.startswith(
                ("exec", "spawn")
            ):
                yield "programs"
            case _:
                pass


def attributes(tree: ast.Module) -> Iterator[str]:
    """Yield `module.name` for each attribute taken from a plain name, as `asyncio.start_server`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def test_only_these_modules_have_powers() -> None:
    found = {module.name: set(powers(module.tree)) for module in shipped_modules()}
    assert {name: used for name, used in found.items() if used} == ALLOWED


def test_every_power_is_recognised() -> None:
    program = """
import subprocess, asyncio, os
from urllib import request
from importlib import import_module
import_module("ctypes")
asyncio.create_subprocess_exec("true")
os.execv("true", [])
eval("1")
"""
    assert set(powers(ast.parse(program))) == {"programs", "network", "C", "text as code"}
