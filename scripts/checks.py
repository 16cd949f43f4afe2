"""Every check of the project, one after the other; all are run, and any failure fails the whole.

`checks.py all` ends with pytest, so that its summary stands last; `checks.py lint` leaves pytest out.
Further arguments go to pytest.
"""

import subprocess
import sys
from pathlib import Path
from typing import Final

TREE: Final = Path(__file__).resolve().parent.parent
LINT: Final = (
    ("ruff", ["-m", "ruff", "check"]),
    ("ruff format", ["-m", "ruff", "format", "--check", "--quiet"]),
    ("mypy", ["-m", "mypy"]),
    ("mypy for Windows", ["-m", "mypy", "--platform", "win32", "main.py", "pos", "receipts"]),
    # it has no -m of its own, and its script does not survive a moved tree
    ("import contracts", ["-c", "from importlinter.cli import lint_imports_command as check; check()"]),
)
# A worker per core: half the time on two.
PYTEST: Final = ["-m", "pytest", *("-n", "auto", "--dist", "worksteal")]


def main(arguments: list[str]) -> int:
    """0 where every check passed, 1 otherwise."""
    which, *rest = arguments
    checks = [*LINT, ("pytest", [*PYTEST, *rest])] if which == "all" else list(LINT)
    failed = [name for name, command in checks if not passes(name, command)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def passes(name: str, command: list[str]) -> bool:
    print(f"== {name}", flush=True)
    return subprocess.call([sys.executable, *command], cwd=TREE) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
