"""`madoguchi …`: the same use cases without a window. Messages are Japanese, as on the screen."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pos import __version__
from pos.cli.parsing import Parser, folder, password, port
from pos.errors import OperatingError
from pos.settings_rules import BAUD_RATES
from pos.wording.command_line import VERSION

if TYPE_CHECKING:
    from pos.ledger import PrintedCode

EXIT_PROBLEM: Final = 1
DEFAULT_SALES: Final = 24
PROTOCOLS: Final = ("tl3500", "zvt")
AT_A_TERMINAL: Final = ("check", "charge", "balance", "last", "cancel", "daily-log")


def parser() -> argparse.ArgumentParser:
    """The whole command line; without a command the window opens."""
    top = Parser(prog="madoguchi", description="窓口: キャッシュレス窓口レジ")
    top.add_argument("--version", action="version", version=f"madoguchi {__version__}", help=VERSION)
    _add_place(top)
    commands = top.add_subparsers(dest="command", metavar="command")
    _add_demo(commands.add_parser("demo", help="窓口の一日を練習台帳で再生する"))
    _add_verify(commands.add_parser("verify", help="台帳が改ざんされていないか検証する"))
    _add_doctor(commands.add_parser("doctor", help="この端末の状態を調べる"))
    _add_terminal(commands.add_parser("terminal", help="決済端末を試す (設置者用)"))
    _add_simulate(commands.add_parser("simulate", help="決済端末の模擬装置を動かす"))
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 fine, 1 a problem, 2 usage, others per command."""
    arguments = parser().parse_args(argv)
    try:
        return run(arguments)
    except OperatingError as error:
        from pos.cli.remarks import remark
        from pos.wording import say

        remark(f"{say(error)}\n")
        return EXIT_PROBLEM


def run(arguments: argparse.Namespace) -> int:
    """Run the parsed command; each imports only what it needs. Raises OperatingError."""
    match arguments.command:
        case "demo":
            from pos.cli import demo

            return demo.run(arguments)
        case "verify":
            from pos.cli import checks

            return checks.verify(arguments)
        case "doctor":
            from pos.cli import checks

            return checks.doctor(arguments)
        case "terminal" if arguments.action in AT_A_TERMINAL:
            from pos.cli import terminal
            from pos.system import now

            return terminal.run(arguments, now)
        case "terminal":
            from pos.cli import terminal_record

            return terminal_record.run(arguments)
        case "simulate":
            from pos.cli import simulate

            return simulate.run(arguments)
        case other:
            raise ValueError(f"no such command: {other}")


def _add_place(command: argparse.ArgumentParser) -> None:
    # On the command itself as well; there an absent option must not hide the one given before it.
    default = None if command.prog == "madoguchi" else argparse.SUPPRESS
    command.add_argument("--data", type=folder, default=default, metavar="DIR", help="データの置き場所")


def _add_demo(command: argparse.ArgumentParser) -> None:
    _add_place(command)
    command.add_argument(
        "--sales", type=_sales, default=DEFAULT_SALES, metavar="N", help="売上の件数 (4以上)"
    )
    command.add_argument("--seed", type=int, default=1, metavar="S", help="乱数の種")
    command.add_argument("--json", action="store_true", help="結果をJSONで1件出力する")
    command.add_argument("--pictures", action="store_true", help="窓口の画面の写しも作る")


def _add_verify(command: argparse.ArgumentParser) -> None:
    _add_place(command)
    command.add_argument(
        "--head", type=_code, action="append", default=[], metavar="CODE",
        help="書類や日計表に印刷された記録番号がこの台帳にあるか確かめる (繰返し可)",
    )  # fmt: skip
    command.add_argument("--json", action="store_true", help="結果をJSONで1件出力する")


def _add_doctor(command: argparse.ArgumentParser) -> None:
    _add_place(command)
    command.add_argument("--json", action="store_true", help="結果をJSONで1件出力する")


def _add_terminal(command: argparse.ArgumentParser) -> None:
    from pos.installed_drivers import installed_drivers

    _add_place(command)
    command.add_argument("action", choices=(*AT_A_TERMINAL, "log", "ports"))
    command.add_argument("--driver", choices=(*PROTOCOLS, *installed_drivers()), help="端末の種類")
    command.add_argument(
        "--port",
        type=port,
        help="接続先（ポート）: COM3、/dev/ttyUSB0、hwgrep://VID:PID=0403:6001、socket://host:20007",
    )
    command.add_argument("--baud-rate", type=int, choices=BAUD_RATES, help="通信速度。0 は端末の種類の標準")
    command.add_argument("--password", type=password, help="ZVT の端末の係員パスワード (数字6桁)")
    command.add_argument("--staff", metavar="ID", help="daily-log: 帳簿に記録する人の職員番号 (--data と)")
    command.add_argument("--amount", type=_amount, metavar="N", help="金額 (円)")
    command.add_argument(
        "--settle", action="store_true", help="daily-log: 日計として締める (端末の集計は0に戻る)"
    )
    command.add_argument("--yes", action="store_true", help="daily-log --settle: 確認を求めずに行う")
    command.add_argument(
        "--last",
        type=_count,
        nargs="?",
        const=1,
        default=1,
        metavar="N",
        help="log: 直近のN件の引去り・取消のやりとり (1)",
    )
    command.add_argument(
        "--reference", metavar="ID", help="log: この支払（ID、取引番号8、支払番号8-1）のやりとり"
    )
    command.add_argument("--all", action="store_true", help="log: 照会も全文を表示する (--last N は件数)")
    command.add_argument("--json", action="store_true", help="結果をJSONで1件出力する")
    command.set_defaults(refuse=command.error)


def _add_simulate(command: argparse.ArgumentParser) -> None:
    command.add_argument("terminal", choices=PROTOCOLS)
    place = command.add_mutually_exclusive_group(required=True)
    place.add_argument("--link", type=Path, metavar="PATH", help="シリアル装置のパスを作る")
    place.add_argument("--listen", metavar="HOST:PORT", help="TCPで待つ (Windows)")
    command.add_argument("--scenario", type=Path, metavar="FILE", help="筋書き (TOML)")
    command.add_argument("--books", type=Path, metavar="FILE", help="模擬装置の帳簿 (JSON)")
    command.add_argument("--seed", type=int, default=1, metavar="S", help="乱数の種")


def _code(text: str) -> "PrintedCode":
    from pos.ledger import PrintedCode

    try:
        return PrintedCode.of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            "書類に印刷された記録番号をそのまま入力してください (例: 48-363a576642242df9)"
        ) from error


def _amount(text: str) -> int:
    from pos.domain.entry import parse_yen

    try:
        return parse_yen(text).amount
    except OperatingError as error:
        raise argparse.ArgumentTypeError("金額は数字で入力してください (例: 300)") from error


def _count(text: str) -> int:
    from pos.domain.entry import parse_number

    try:
        return parse_number(text, low=1, high=10_000)
    except OperatingError as error:
        raise argparse.ArgumentTypeError("件数は1から10000までの数字で入力してください") from error


def _sales(text: str) -> int:
    from pos.domain.entry import parse_number

    try:
        return parse_number(text, low=4, high=10_000)
    except OperatingError as error:
        raise argparse.ArgumentTypeError("件数は4から10000までの数字で入力してください") from error
