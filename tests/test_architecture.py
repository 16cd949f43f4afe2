"""What import-linter's layers cannot say: which library lives where, and how large things may grow."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

TREE = Path(__file__).parent.parent
LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# library: the only modules (and their children) that may import it
HOMES = {
    "PySide6": ("pos.ui", "main"),
    "shiboken6": ("pos.ui", "main"),
    "sqlalchemy": ("pos.ledger",),
    "alembic": ("pos.ledger",),
    "sqlite3": ("pos.ledger",),
    "serial": ("pos.devices.link",),
    "reportlab": ("receipts",),
    "argon2": ("pos.access", "pos.passwords"),
    "platformdirs": ("pos.system",),
    "tomlkit": ("pos.settings_file",),
    "fcntl": ("pos.system", "pos.devices.simulator"),
    "msvcrt": ("pos.system",),
}


def module_name(path: Path) -> str:
    parts = path.relative_to(TREE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def sources() -> dict[str, ast.Module]:
    """Every module that is shipped, parsed."""
    paths = [TREE / "main.py", *(TREE / "pos").rglob("*.py"), *(TREE / "receipts").rglob("*.py")]
    return {module_name(path): ast.parse(path.read_text("utf-8"), str(path)) for path in paths}


def imports_of(tree: ast.Module) -> Iterator[str]:
    """Whole dotted names, also of imports inside functions and under TYPE_CHECKING."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"relative import in line {node.lineno}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def contract() -> dict[str, Any]:
    return tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize("library", HOMES)
def test_a_library_stays_in_its_home(library: str) -> None:
    strangers = [
        f"{module} imports {name}"
        for module, tree in sources().items()
        for name in imports_of(tree)
        if within(name, (library,)) and not within(module, HOMES[library])
    ]
    assert strangers == []


def test_the_domain_knows_only_the_standard_library() -> None:
    allowed = set(sys.stdlib_module_names) - {"os", "io", "pathlib", "time", "random", "sqlite3", "socket"}
    strangers = [
        f"{module} imports {name}"
        for module, tree in sources().items()
        if within(module, ("pos.domain", "pos.errors"))
        for name in imports_of(tree)
        if not within(name, ("pos.domain", "pos.errors")) and name.split(".")[0] not in allowed
    ]
    assert strangers == []


def test_simulator_and_driver_share_no_code() -> None:
    """The same mistake made twice in one codec would never be found (architecture.md 1)."""
    strangers = [
        f"{module} imports {name}"
        for module, tree in sources().items()
        for name in imports_of(tree)
        if (within(module, ("pos.devices.simulator",)) and within(name, ("pos.devices.tl3500",)))
        or (within(module, ("pos.devices.tl3500",)) and within(name, ("pos.devices.simulator",)))
    ]
    assert strangers == []


def test_every_module_has_its_layer() -> None:
    """A new module at the root of pos must be put into the import contract before it can land."""
    layers = contract()["tool"]["importlinter"]["contracts"][0]["layers"]
    named = re.findall(r"[a-z_.]+", " ".join(layers))
    roots = {".".join(module.split(".")[:2]) for module in sources()} - {"pos"}
    assert [root for root in roots if root not in named and root.split(".")[0] not in named] == ["main"]
    assert "main" not in {name.split(".")[0] for tree in sources().values() for name in imports_of(tree)}


def test_the_time_of_day_comes_from_one_place() -> None:
    """The simulator is a machine of its own with a clock of its own."""
    asked = [
        f"{module}:{node.lineno}"
        for module, tree in sources().items()
        if not within(module, ("pos.system", "pos.devices.simulator"))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in ("now", "utcnow", "today")
        and isinstance(node.value, ast.Name)
        and node.value.id in ("datetime", "date")
    ]
    assert asked == []


def test_nothing_sleeps() -> None:
    """A driver waits for bytes with a deadline; only renaming over a scanned file on Windows may sleep."""
    sleepers = [
        f"{module} imports time and sleeps in line {node.lineno}"
        for module, tree in sources().items()
        if not within(module, ("pos.system",))
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "sleep"
    ]
    assert sleepers == []


def test_files_and_functions_stay_readable() -> None:
    long = [
        f"{module} is {tree.body[-1].end_lineno} lines"
        for module, tree in sources().items()
        if tree.body and (tree.body[-1].end_lineno or 0) > LONGEST_FILE
    ]
    long += [
        f"{module}.{node.name} is {length} lines"
        for module, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []
