"""Renews the lock files from pyproject.toml: every platform, with hashes, without any index's address."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

TREE: Final = Path(__file__).resolve().parent.parent
UV: Final = "uv==0.13.9"  # only for this; not among the locked tools because it is 60 MB
COMPILE: Final = [
    *("-m", "uv", "pip", "compile", "pyproject.toml", "--quiet", "--upgrade"),
    *("--universal", "--python-version", "3.11", "--only-binary", ":all:", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"),
]


def main() -> int:
    """The runtime first; the other locks then keep its versions."""
    run(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV])
    run([*COMPILE, "-o", "requirements.lock"])
    run([*COMPILE, "--extra", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock"])
    run([*COMPILE, "--extra", "fuzz", "-c", "requirements.lock", "-o", "requirements-fuzz.lock"])
    print("all requirements*.lock are new; run make test before committing them")
    return 0


def run(arguments: list[str]) -> None:
    environment = {**os.environ, "UV_CUSTOM_COMPILE_COMMAND": "make lock"}
    subprocess.run([sys.executable, *arguments], cwd=TREE, env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
