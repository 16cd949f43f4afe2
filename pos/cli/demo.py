"""`madoguchi demo`: the demo day on an empty practice ledger, with progress on stderr."""

import argparse
import json
import sys
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from pos.cli.remarks import remark
from pos.config import Settings
from pos.counter import open_counter
from pos.demo import play
from pos.demo_plan import scenario_for
from pos.demo_summary import DemoSummary
from pos.devices.tl3500 import Timing
from pos.errors import Reason, StorageError
from pos.system import default_data_folder, now, private_folder
from pos.wording import method_name
from receipts.text import columns

BAR_WIDTH: Final = 30
LABEL_WIDTH: Final = 20  # columns
# The demo's lost reply should not take a real terminal's one and a half minutes.
TIMING: Final = replace(Timing(), charge_answer_s=2.0)


def run(arguments: argparse.Namespace) -> int:
    """Play the day; 0 where everything balances and verifies, 1 otherwise."""
    data = arguments.data or new_demo_folder(now())
    summary = play_into(data, arguments.sales, arguments.seed)
    if arguments.json:
        sys.stdout.write(json.dumps(as_json(summary), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(as_text(summary))
    return 0 if summary.balances else 1


def play_into(data: Path, sales: int, seed: int) -> DemoSummary:
    """Play the demo day into the folder. Raises StorageError LEDGER_KIND where one stands already."""
    settings = Settings(data=data)
    if settings.ledger_path.exists():
        raise StorageError(Reason.DEMO_FOLDER_USED, path=data)
    private_folder(data)
    scenario = data / "demo-scenario.toml"
    scenario.write_text(scenario_for(sales, seed), encoding="utf-8")
    counter = open_counter(settings, scenario=scenario, timing=TIMING)
    try:
        return play(counter, sales, seed, show_progress)
    finally:
        counter.close()


def new_demo_folder(at: datetime) -> Path:
    """A folder of its own for each demo, beside the practice data."""
    return default_data_folder() / f"demo-{at:%Y%m%d-%H%M%S}"


def show_progress(done: int, of: int, what: str) -> None:
    """One line on stderr that fills up; plain lines where it is not a terminal."""
    filled = BAR_WIDTH * done // of
    end = "\r" if sys.stderr is not None and sys.stderr.isatty() and done < of else "\n"
    if end == "\n" and done < of and done % 10:
        return
    remark(f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {done}/{of} {what}　　　　{end}")


def as_json(summary: DemoSummary) -> dict[str, object]:
    """One object: sales, by method, both books, unsettled, receipts written, verify result."""
    plain = asdict(summary)
    ours, theirs = plain.pop("ledger_e_money"), plain.pop("terminal_total")
    plain["books"] = {"ledger": ours, "terminal": theirs, "agree": plain.pop("agree")}
    plain["verify"] = {"ok": plain.pop("verified"), "records": plain.pop("records")}
    return plain


def as_text(summary: DemoSummary) -> str:
    """The summary as a person reads it."""
    rows = {
        "売上": f"{summary.sales}件 ¥{summary.sales_amount:,}",
        **{f"  {_method(key)}": _takings(row) for key, row in summary.by_method.items()},
        "公用交付": f"{summary.official_issues}件",
        "取消": f"{summary.cancellations}件",
        "残高不足": f"{summary.balance_short}件",
        "復旧で確定": f"{summary.recovered}件",
        "処理未了": f"{summary.unsettled}件",
        "台帳の電子マネー": f"¥{summary.ledger_e_money:,}",
        "端末の帳簿": f"¥{summary.terminal_total:,} ({'一致' if summary.agree else '不一致'})",
        "現金過不足": f"¥{summary.difference:,}",
        "記録の検証": f"{summary.records}件 ({'改ざんなし' if summary.verified else '異常あり'})",
        "発行した書類": f"{summary.receipts}枚 {summary.papers}",
        "日計表": summary.day_report,
    }
    lines = [f"  {label}{' ' * (LABEL_WIDTH - columns(label))}{value}\n" for label, value in rows.items()]
    return f"練習の一日が終わりました ({summary.business_date}、種 {summary.seed})\n{''.join(lines)}"


def _method(key: str) -> str:
    method, _, brand = key.partition(":")
    return method_name(method, brand)


def _takings(row: dict[str, int]) -> str:
    taken = f"{row['payments']}件 ¥{row['amount']:,}"
    back = f" (取消 {row['cancellations']}件 ¥{-row['cancelled']:,})" if row["cancellations"] else ""
    return taken + back
