"""The words of the command line: what cannot be meant is said in Japanese, before anything is done."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pos import cli

ENGLISH = re.compile(r"usage|error|argument|choice|choose|require|option|expected|unrecognized|invalid|show")
TERMINAL = ("terminal", "check", "--driver", "tl3500", "--port", "x")
Refused = Callable[..., str]


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Refused:
    """The last line on stderr of a command line that ends with exit code 2."""

    def run(*words: str) -> str:
        with pytest.raises(SystemExit) as ended:
            cli.main(list(words))
        said = capsys.readouterr()
        assert (ended.value.code, said.out) == (2, "")
        assert said.err.startswith("使い方: madoguchi")
        assert not ENGLISH.search(said.err), said.err
        return said.err.splitlines()[-1]

    return run


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("terminal",), "action"),
        (("terminal", "check"), "--driver, --port"),
        (("terminal", "check", "--driver", "zvt"), "--port"),
        (("simulate", "tl3500"), "--link --listen"),
        (("simulate", "tl3500", "--link", "a", "--listen", "b"), "--link"),
        (("verify", "--fast"), "--fast"),
        (("nonsense",), "nonsense"),
        (("terminal", "fly", *TERMINAL[2:]), "balance"),
        ((*TERMINAL, "--baud-rate", "99999999999999999999999"), "9600"),
        ((*TERMINAL, "--amount", "many"), "--amount: 金額は数字で入力してください (例: 300)"),
        (("demo", "--seed", "two"), "two"),
        (("demo", "--seed"), "--seed"),
        (("demo", "--s", "5"), "--sales, --seed"),
        (("demo", "--json=yes"), "--json"),
    ],
)
def test_a_usage_error_is_said_in_japanese(refused: Refused, words: tuple[str, ...], told: str) -> None:
    assert told in refused(*words)


@pytest.mark.parametrize("words", [(), ("demo",), ("verify",), ("doctor",), ("terminal",), ("simulate",)])
def test_the_help_is_in_japanese(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*words, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith("使い方: madoguchi")
    assert "オプション:" in said
    assert not re.search(r"usage:|options:|positional|show ", said), said


@pytest.mark.parametrize("command", ["demo", "verify", "doctor"])
def test_a_place_that_can_be_no_folder_is_refused(refused: Refused, tmp_path: Path, command: str) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    for place in (tmp_path / "letter.txt", tmp_path / "letter.txt" / "deeper"):
        assert str(tmp_path / "letter.txt") in refused(command, "--data", str(place))
        refused("--data", str(place), command)
    for long in ("x" * 10_000, "x" * 300, "y/" * 5_000):
        assert "--data" in refused(command, "--data", str(tmp_path / long))
    assert (tmp_path / "letter.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_folder_that_is_still_to_be_made_is_fine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", "--data", str(tmp_path / "窓口" / "01")]) == 0
    assert "窓口" in capsys.readouterr().out


def test_the_simulator_refuses_a_port_that_cannot_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["simulate", "tl3500", "--listen", "127.0.0.1:999999"]) == 2
    assert "65535" in capsys.readouterr().err
