"""Set-up: when it does nothing, when it starts over, and what it says where it may not install."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import main
from scripts import bootstrap, checks, system_libraries

TREE = Path(__file__).parent.parent
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the shell of POSIX")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree that looks set up for `make run`, without anything installed."""
    place = tmp_path / "窓 口"
    python = place / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    (place / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.11.2\n")
    locks = {"run": place / "requirements.lock", "test": place / "requirements-dev.lock"}
    for lock in locks.values():
        lock.write_text("six==1.17.0\n")
    monkeypatch.setattr(bootstrap, "TREE", place)
    monkeypatch.setattr(bootstrap, "VENV", place / ".venv")
    monkeypatch.setattr(bootstrap, "BIN", python.parent)
    monkeypatch.setattr(bootstrap, "PYTHON", python)
    monkeypatch.setattr(bootstrap, "LOCKS", locks)
    monkeypatch.setattr(bootstrap, "STAMP", place / ".venv" / "madoguchi-set-up.json")
    bootstrap.write_stamp({"run": bootstrap.fingerprint("run")})
    return place


@pytest.mark.usefixtures("tree")
def test_a_stamp_that_fits_is_enough() -> None:
    assert bootstrap.is_set_up("run")
    assert not bootstrap.is_set_up("test")


@pytest.mark.usefixtures("tree")
@pytest.mark.parametrize("broken", ["", "{", "[]", "null", '{"run": 1}'])
def test_a_stamp_that_is_cut_off_is_none(broken: str) -> None:
    bootstrap.STAMP.write_text(broken)
    assert not bootstrap.is_set_up("run")


def test_another_lock_python_or_place_needs_set_up(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bootstrap.fingerprint("run")
    (tree / ".venv" / "pyvenv.cfg").write_text("version = 3.13.1\n")
    assert bootstrap.fingerprint("run") != before
    (tree / ".venv" / "pyvenv.cfg").write_text("version = 3.11.9\n")
    assert bootstrap.fingerprint("run") == before
    (tree / "requirements.lock").write_text("six==1.17.1\n")
    assert not bootstrap.is_set_up("run")
    monkeypatch.setattr(bootstrap, "TREE", tree.parent)
    assert bootstrap.fingerprint("run") != before


@pytest.mark.usefixtures("tree")
def test_an_environment_without_its_python_is_none() -> None:
    bootstrap.PYTHON.unlink()
    assert not bootstrap.is_set_up("run")


@POSIX
def test_the_launcher_is_main_py_wherever_it_is_called(tree: Path) -> None:
    version = f"python{bootstrap.running_version()}"
    (tree / ".venv" / "lib" / version / "site-packages").mkdir(parents=True)
    bootstrap.write_launchers()
    (tree / "main.py").write_text("import sys\nprint(sys.argv[1:])\n")
    bootstrap.PYTHON.unlink()
    bootstrap.PYTHON.symlink_to(sys.executable)
    launcher = tree / ".venv" / "bin" / "madoguchi"
    told = subprocess.run([launcher, "verify", "--data", "a b"], capture_output=True, text=True, check=True)
    assert told.stdout == "['verify', '--data', 'a b']\n"


def test_an_unknown_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["fly"]) == 2
    assert "fly" in capsys.readouterr().err


@POSIX
def test_every_make_target_is_known_to_set_up() -> None:
    makefile = (TREE / "Makefile").read_text("utf-8")
    asked = {line.split()[1] for line in makefile.splitlines() if line.startswith("\t@$(START)")}
    assert asked == set(bootstrap.COMMANDS)


def test_what_the_loader_finds_is_not_asked_for() -> None:
    libraries = {"libc.so.6": "libc6"} if sys.platform == "linux" else {}
    assert system_libraries.missing(libraries) == []
    assert system_libraries.missing({"libmadoguchi-none.so.9": "nothing"}) == ["nothing"]


def test_without_the_right_to_install_the_exact_command_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("Linux only")
    monkeypatch.setattr(system_libraries, "IMPORT", {"libmadoguchi-none.so.9": "libnone9"})
    monkeypatch.setattr(system_libraries, "WINDOW", {"libmadoguchi-window.so.9": "libwindow9"})
    monkeypatch.setattr(system_libraries, "right_to_install", lambda: None)
    said: list[str] = []
    with pytest.raises(RuntimeError) as caught:
        system_libraries.install_system_libraries(said.append)
    command = "sudo apt-get update && sudo apt-get install -y --no-install-recommends libnone9 libwindow9"
    assert command in str(caught.value)
    monkeypatch.setattr(system_libraries, "IMPORT", {})
    system_libraries.install_system_libraries(said.append)
    assert said == ["no window can be shown before these are installed: libwindow9"]


def test_a_failing_check_fails_the_whole(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    fine: Sequence[str] = ["-c", "print('looked')"]
    monkeypatch.setattr(checks, "LINT", (("fine", fine),))
    assert checks.main(["lint"]) == 0
    monkeypatch.setattr(checks, "LINT", (("bad", ["-c", "raise SystemExit(3)"]), ("fine", fine)))
    assert checks.main(["lint"]) == 1
    heard = capfd.readouterr()
    assert heard.out.count("looked") == 2  # the others run all the same
    assert "failed: bad" in heard.err


@pytest.fixture
def same_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("same_umask")
def test_a_command_goes_to_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["doctor", "--data", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["data"] == str(tmp_path)
    (tmp_path / "settings.toml").write_text("practise = true\n")
    assert main.main(["doctor", "--data", str(tmp_path)]) == 1
    assert "1行目 practise" in capsys.readouterr().err
