"""`madoguchi demo`: the demo day on an empty practice ledger, with progress on stderr."""

import argparse
import json
import sys
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from pos.config import Settings
from pos.counter import open_counter
from pos.demo import DemoSummary, play
from pos.demo_plan import scenario_for
from pos.devices.tl3500 import Timing
from pos.errors import Reason, StorageError
from pos.system import default_data_folder, now, private_folder

BAR_WIDTH: Final = 30
# The demo's lost reply should not take a real terminal's one and a half minutes.
TIMING: Final = replace(Timing(), answer_s=2.0, card_wait_s=2.0)


def run(arguments: argparse.Namespace) -> int:
    """Play the day; 0 where everything balances and verifies, 1 otherwise."""
    data = arguments.data or new_demo_folder(now())
    summary = play_into(data, arguments.sales, arguments.seed)
    if arguments.json:
        sys.stdout.write(json.dumps(as_json(summary), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(as_text(summary))
    return 0 if balances(summary) else 1


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


def balances(summary: DemoSummary) -> bool:
    """The terminal's books agree, the count fits, nothing is open, the ledger verifies."""
    return summary.agree and summary.verified and not summary.unsettled and summary.difference == 0


def show_progress(done: int, of: int, what: str) -> None:
    """One line on stderr that fills up; plain lines where it is not a terminal."""
    filled = BAR_WIDTH * done // of
    end = "\r" if sys.stderr.isatty() and done < of else "\n"
    if end == "\n" and done < of and done % 10:
        return
    sys.stderr.write(f"[{'#' * filled}{'.' * (BAR_WIDTH - filled)}] {done}/{of} {what:12}{end}")
    sys.stderr.flush()


def as_json(summary: DemoSummary) -> dict[str, object]:
    """One object: sales, by method, both books, unsettled, receipts written, verify result."""
    plain = asdict(summary)
    plain["books"] = {
        "terminal": summary.terminal_total,
        "ledger": summary.ledger_e_money,
        "agree": summary.agree,
    }
    plain["verify"] = {"ok": summary.verified, "records": summary.records}
    return plain


def as_text(summary: DemoSummary) -> str:
    """The summary as a person reads it."""
    yes = {True: "一致", False: "不一致"}
    lines = [
        f"練習の一日が終わりました（{summary.business_date}、種 {summary.seed}）",
        f"  売上          {summary.sales:>6}件  ¥{summary.sales_amount:,}",
        *(
            f"    {method:<12}{row['payments']:>6}件  ¥{row['amount']:,}"
            + (f"（取消 {row['cancellations']}件 ¥{row['cancelled']:,}）" if row["cancellations"] else "")
            for method, row in summary.by_method.items()
        ),
        f"  公用交付      {summary.official_issues:>6}件",
        f"  取消          {summary.cancellations:>6}件",
        f"  残高不足      {summary.balance_short:>6}件",
        f"  復旧で確定    {summary.recovered:>6}件",
        f"  未了          {summary.unsettled:>6}件",
        f"  台帳の電子マネー  ¥{summary.ledger_e_money:,}",
        f"  端末の帳簿        ¥{summary.terminal_total:,} → {yes[summary.agree]}",
        f"  現金過不足    ¥{summary.difference:,}",
        f"  検証          {summary.records}件の記録: {'改ざんなし' if summary.verified else '異常あり'}",
        f"  発行した書類  {summary.receipts}枚  {summary.papers}",
        f"  日計表        {summary.day_report}",
    ]
    return "\n".join(lines) + "\n"
