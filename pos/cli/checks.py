"""`madoguchi verify` and `madoguchi doctor`: is the ledger whole, is this machine fit."""

import argparse
import json
import platform
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final, NoReturn

from pos.config import Settings, load_settings
from pos.contract_file import contract_of
from pos.devices.conversation_log import FOLDER, log_state
from pos.devices.link import LinkError, device_at
from pos.ledger import CodeCheck, Ledger, StorageHealth, open_ledger
from pos.ledger.values import Verification
from pos.system import free_bytes, has_display
from pos.wording import contract_text, problem_text
from receipts.text import columns

MEBIBYTE: Final = 1024 * 1024
LABEL_WIDTH: Final = 26  # columns
NOT_COPIED: Final = (
    "写しを作れなかったため、帳簿を直接検証しました（空き容量を確かめてください）。"
    "検証の間、窓口の記録が待たされることがあります。\n"
)
LABELS: Final = {
    "python": "Python",
    "system": "OS",
    "data": "データの置き場所",
    "free_mib": "空き容量 (MiB)",
    "display": "画面",
    "contract": "決済事業者との契約",
    "sqlite_version": "SQLite",
    "journal_mode": "ジャーナル方式",
    "synchronous": "書込みの同期",
    "wal_reset_bug": "WALリセット不具合の対象",
    "revision": "帳簿の版",
    "path": "帳簿",
    "size": "帳簿の大きさ (バイト)",
    "durable": "停電に耐える設定",
    "terminal": "決済端末の種類",
    "terminal_port": "決済端末の接続先",
    "terminal_device": "いまのポート",
    "log": "端末とのやりとりの記録",
    "log_size": "記録の大きさ (バイト)",
    "log_newest": "最後の記録",
    "log_lost": "書けなかった行",
    "log_writable": "記録を書ける",
    "log_problem": "記録を読めない",
}


def verify(arguments: argparse.Namespace) -> int:
    """Recompute the chain and check every table against it; 1 where anything is wrong."""
    signal.signal(signal.SIGTERM, _end)  # as Ctrl+C does: the copy that is checked must not be left behind
    with _ledger(arguments) as ledger:
        verification = ledger.verify(codes=arguments.head)
    if arguments.json:
        sys.stdout.write(json.dumps(_as_json(verification), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(_as_text(verification))
    return 0 if verification.ok else 1


def doctor(arguments: argparse.Namespace) -> int:
    """What this machine runs on: storage, its journal mode, screen, contract; 1 where it is not fit."""
    settings = load_settings(data=arguments.data)
    facts: dict[str, object] = {
        "python": platform.python_version(),
        "system": platform.platform(),
        "data": str(settings.data),
        "free_mib": free_bytes(settings.data) // MEBIBYTE,
        "display": has_display(),
        "contract": contract_text(contract_of(settings)),
    }
    facts |= _terminal_facts(settings)
    fit = True
    if settings.ledger_path.exists():
        with open_ledger(settings.ledger_path, upgrade=False) as ledger:
            health = ledger.health()
        facts |= _storage_facts(health)
        fit = health.durable
    if arguments.json:
        sys.stdout.write(json.dumps(facts, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(f"{_padded(LABELS[name])}{_word(facts[name])}\n" for name in facts))
    return 0 if fit else 1


def _end(*_: object) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


def _ledger(arguments: argparse.Namespace) -> Ledger:
    settings: Settings = load_settings(data=arguments.data)
    return open_ledger(Path(settings.ledger_path), upgrade=False)


def _storage_facts(health: StorageHealth) -> dict[str, object]:
    return {**asdict(health), "durable": health.durable}


def _terminal_facts(settings: Settings) -> dict[str, object]:
    """Which terminal, where its port is now, and how the conversation record stands."""
    if settings.terminal.driver == "none":
        return {"terminal": "none"}
    facts: dict[str, object] = {"terminal": settings.terminal.driver}
    if settings.terminal.port:
        facts |= {"terminal_port": settings.terminal.port, "terminal_device": _device(settings.terminal.port)}
    return facts | _record_facts(settings.data / FOLDER)


def _device(port: str) -> str:
    try:
        return device_at(port)
    except LinkError as missing:
        return str(missing)


def _record_facts(folder: Path) -> dict[str, object]:
    try:
        state = log_state(folder)
    except OSError as error:
        return {"log": str(folder), "log_problem": error.strerror or str(error)}
    newest = "" if state.newest is None else state.newest.isoformat(" ", "seconds")
    return {
        "log": str(folder),
        "log_size": state.size,
        "log_newest": newest,
        "log_lost": state.lost,
        "log_writable": state.writable,
    }


def _padded(label: str) -> str:
    return label + " " * (LABEL_WIDTH - columns(label))


def _word(value: object) -> str:
    return {True: "はい", False: "いいえ"}[value] if isinstance(value, bool) else str(value)


def _as_json(verification: Verification) -> dict[str, object]:
    return {
        "ok": verification.ok,
        "records": verification.records,
        "sales": verification.sales,
        "head": verification.head.code,
        "heads": [{"code": str(each.code), "found": each.found} for each in verification.codes],
        "copied": verification.copied,
        "problems": [{"where": each.where, "what": each.what} for each in verification.problems],
    }


def _as_text(verification: Verification) -> str:
    size = f"記録 {verification.records}件、売上 {verification.sales}件\n"
    held = "".join(f"  記録番号 {each.code}: {_held(each)}\n" for each in verification.codes)
    direct = "" if verification.copied else NOT_COPIED
    facts = f"{size}{held}最新の記録番号 {verification.head.code}\n{direct}"
    if verification.ok:
        return f"改ざんは見つかりませんでした。{facts}"
    problems = "".join(f"  {problem_text(each.where, each.what)}\n" for each in verification.problems)
    return f"異常が見つかりました。帳簿を使わず、出納員に知らせてください。\n{problems}{facts}"


def _held(check: CodeCheck) -> str:
    return "この台帳にあります" if check.found else "この台帳にありません"
