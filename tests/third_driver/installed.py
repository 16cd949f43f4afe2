"""What `pip install` leaves behind of the SAKURA package: its name and its entry points."""

from pathlib import Path

METADATA = "Metadata-Version: 2.1\nName: sakura-terminal\nVersion: 0.1.0\n"
ENTRY_POINTS = """[madoguchi.terminals]
sakura = tests.third_driver.sakura_terminal:open_driver
sakura-hasty = tests.third_driver.broken:open_hasty
sakura-blind = tests.third_driver.broken:open_blind
"""


def install(folder: Path) -> Path:
    """Into a folder that is then put on the module path."""
    info = folder / "sakura_terminal-0.1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(METADATA, "utf-8")
    (info / "entry_points.txt").write_text(ENTRY_POINTS, "utf-8")
    return folder
