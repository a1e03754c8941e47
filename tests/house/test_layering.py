"""Imports point one way. The table is the design's; the tree is globbed: nothing new escapes it."""

import pytest
from source_tree import ROOT, Module, imports, shipped_modules

FOUNDATION = {
    *("errors", "classes", "documents", "printable", "treatment"),
    *("characters", "nature", "consent", "sealedbox"),
}
"""Words, order and refusals that everything shares; they import nothing of ours
but words."""

STARTING = {"settings", "remote", "keys", "keyring", "bearer", "launch", "coredump"}
"""What a process reads when it starts, or is started with. They import nothing else of ours."""

PARTS = {
    *("policy", "privacy", "ledger", "flow", "approval", "validation"),
    *("identity", "conversation"),
}
"""Each does one thing and knows none of the others: the guard joins them."""

MAY_IMPORT = {
    **{name: set[str]() for name in FOUNDATION | STARTING},
    "settings": {"remote"},
    "nature": {"classes"},
    **{name: {name} | FOUNDATION for name in PARTS},
    "log": {"log"},
    "guard": {"guard", "log"} | PARTS | STARTING | FOUNDATION,
    "entry": {"guard", "log"} | STARTING | FOUNDATION,
    "collecting": set[str](),
    "server": {"collecting", "entry", "guard"} | PARTS | STARTING | FOUNDATION,
    "control": {"control", "entry", "guard"} | PARTS | STARTING | FOUNDATION,
    "cli": {"cli", "control", "settings", "launch", "bearer", "coredump"} | FOUNDATION,
    "testing": {"testing", "server", "control", "guard"} | PARTS | STARTING | FOUNDATION,
}
"""For each name below `ostiary`, the names below `ostiary` that it may import."""

ADAPTERS = {"guard", "testing"}
"""The only parts of the guard's package that speak to FastMCP and the MCP SDK."""

PROTOCOL = {"fastmcp", "mcp", "mcp_types"}

MODULES = list(shipped_modules())
CORE = [module for module in MODULES if module.name.startswith("ostiary.")]
SERVERS = [module for module in MODULES if "servers" in module.path.relative_to(ROOT).parts]
HOST = [module for module in MODULES if module.name.split(".")[0] == "ostiary_host"]


def name_of(module: Module) -> str:
    return module.name


def ours(module: Module) -> list[tuple[str, ...]]:
    return [
        parts
        for parts in (tuple(name.split(".")) for name in imports(module.tree))
        if parts[0].partition("_")[0] == "ostiary"
    ]


def test_the_tree_is_seen() -> None:
    assert CORE
    assert SERVERS
    assert HOST


@pytest.mark.parametrize("module", CORE, ids=name_of)
def test_the_guard_imports_only_downwards(module: Module) -> None:
    layer = module.name.split(".")[1]
    assert layer in MAY_IMPORT, f"ostiary.{layer} has no place in this test's table: give it one"
    for parts in ours(module):
        assert parts[0] == "ostiary", f"{module.name} imports {'.'.join(parts)}"
        assert len(parts) > 1, f"{module.name} imports ostiary, which is empty"
        assert parts[1] in MAY_IMPORT[layer], f"{module.name} imports {'.'.join(parts)}"


@pytest.mark.parametrize("module", CORE, ids=name_of)
def test_only_the_adapter_knows_the_protocol(module: Module) -> None:
    if module.name.split(".")[1] in ADAPTERS:
        return
    found = {name for name in imports(module.tree) if name.split(".")[0] in PROTOCOL}
    assert not found, f"{module.name} imports {found}"


@pytest.mark.parametrize("module", SERVERS, ids=name_of)
def test_a_server_imports_the_front_door_and_itself(module: Module) -> None:
    own = module.name.split(".")[0]
    for parts in ours(module):
        allowed = parts[0] == own or parts[:2] == ("ostiary", "server")
        assert allowed, f"{module.name} imports {'.'.join(parts)}"
    found = {name for name in imports(module.tree) if name.split(".")[0] in PROTOCOL}
    assert not found, f"{module.name} imports {found}: the guard is the only way to FastMCP"


@pytest.mark.parametrize("module", HOST, ids=name_of)
def test_the_host_imports_the_operators_door(module: Module) -> None:
    doors = {("ostiary", "control"), ("ostiary", "testing"), ("ostiary", "errors")}
    for parts in ours(module):
        allowed = parts[0] == "ostiary_host" or parts[:2] in doors
        assert allowed, f"{module.name} imports {'.'.join(parts)}"


def test_importing_the_package_costs_nothing() -> None:
    assert (ROOT / "common/src/ostiary/__init__.py").read_text(encoding="utf-8") == ""
