"""A paper's file is whole or not there, whatever happens (reliability.md §5)."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pos.errors import Reason, StorageError
from receipts.files import write_atomically

CONTENT = b"%PDF" + bytes(range(256)) * 400

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="file modes and limits are POSIX")


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_writes_what_it_was_given_and_says_where(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "R8-01-000001.pdf"
    assert write_atomically(path, CONTENT) == path
    assert path.read_bytes() == CONTENT
    assert names_in(path.parent) == [path.name]


def test_writes_an_empty_file_and_replaces_an_old_one(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    write_atomically(path, CONTENT)
    write_atomically(path, b"")
    assert path.read_bytes() == b""


@POSIX
def test_file_and_new_folders_are_private(tmp_path: Path) -> None:
    path = write_atomically(tmp_path / "new" / "paper.pdf", CONTENT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def refused(path: Path) -> StorageError:
    with pytest.raises(StorageError) as caught:
        write_atomically(path, CONTENT)
    assert caught.value.reason is Reason.FILE_NOT_WRITTEN
    assert caught.value.facts["path"] == path.name
    assert caught.value.facts["detail"]
    return caught.value


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "papers").write_bytes(b"")
    with pytest.raises(StorageError):
        write_atomically(tmp_path / "papers" / "paper.pdf", CONTENT)


def test_a_folder_under_the_name_stays_and_no_half_file_is_left(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").mkdir()
    refused(tmp_path / "paper.pdf")
    assert names_in(tmp_path) == ["paper.pdf"]


@POSIX
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root writes into any folder")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    refused(tmp_path / "paper.pdf")


@POSIX
def test_a_full_disk_leaves_the_old_file_and_no_half_one(tmp_path: Path) -> None:
    """RLIMIT_FSIZE lets the first bytes through and refuses the rest, as a disk does that fills up."""
    path = write_atomically(tmp_path / "paper.pdf", b"old")
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from pos.errors import StorageError\nfrom receipts.files import write_atomically\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "try:\n write_atomically(Path(sys.argv[1]), bytes(100_000))\n"
        "except StorageError as error:\n print(error.reason.value, error.facts['detail'])"
    )
    run = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "file_not_written File too large"
    assert names_in(tmp_path) == ["paper.pdf"]
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a small tmpfs, which needs root on Linux")
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting needs root")
def test_no_space_left_on_the_device(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(tmp_path)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("mounting a tmpfs is not allowed here")
    try:
        error = refused(tmp_path / "paper.pdf")
        assert "No space left" in str(error.facts["detail"])
        assert names_in(tmp_path) == []
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)  # noqa: S607


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_order_of_system_calls_survives_a_power_cut(tmp_path: Path) -> None:
    """New file → write → fsync → rename → fsync of the folder, and nothing under the real name before."""
    path, log = tmp_path / "paper.pdf", tmp_path / "strace.log"
    code = "import sys\nfrom pathlib import Path\nfrom receipts.files import write_atomically\n"
    code += "write_atomically(Path(sys.argv[1]), b'%PDF' * 5000)"
    calls = "trace=openat,write,fsync,fdatasync,rename,renameat,renameat2,unlink"
    traced = subprocess.run(
        ["strace", "-f", "-y", "-o", str(log), "-e", calls, sys.executable, "-c", code, str(path)],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if traced.returncode:
        pytest.skip("tracing a process is not allowed here")
    lines = [line for line in log.read_text().splitlines() if str(tmp_path) in line]
    steps = [re.search(r"\b(openat|write|fsync|rename\w*)\(", line) for line in lines]
    assert [step.group(1)[:6] for step in steps if step] == [
        "openat",
        "write",
        "fsync",
        "rename",
        "openat",
        "fsync",
    ]
    assert "O_CREAT|O_EXCL" in lines[0]
    assert "0600" in lines[0]
    assert f"<{tmp_path}>" in lines[-1]
