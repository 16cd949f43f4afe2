"""What the verification of the ledger found, in words; the technical place stays for the technician."""

import re
from typing import Final

TABLES: Final = {
    "journal": "電子ジャーナル",
    "sale": "取引",
    "sale_line": "取引の明細",
    "payment": "支払",
    "payment_result": "端末の応答",
    "stray_record": "帳簿にない端末取引",
    "inquiry": "処理未了の照会",
    "unknown_slip": "処理未了票",
    "slip_print": "処理未了票の印刷記録",
    "paper": "発行した書類",
    "paper_print": "書類の印刷記録",
    "day_print": "日計表の印刷記録",
    "business_day": "営業日",
    "cash_count": "金種の計数",
    "cash_count_line": "金種の計数",
    "day_closing": "精算",
    "voucher": "仕訳伝票",
    "entry": "仕訳",
    "day_total": "日の累計",
    "counter_total": "通算の累計",
    "staff": "職員",
    "staff_revision": "職員の変更",
    "login": "ログインの記録",
    "fee": "料金",
    "ledger_identity": "台帳の名義",
    "schema": "台帳の構造",
    "alembic_version": "台帳の版",
    "file": "台帳のファイル",
    "code": "書類の記録番号",
}
# The beginning of the finding → its sentence; the values behind it follow in brackets.
FINDINGS: Final = (
    ("the chain breaks here", "記録の連鎖がここで切れています"),
    ("is not the body of this record", "記録の本文が入れ替わっています"),
    ("stands in no journal record", "電子ジャーナルにない行です"),
    ("stands for no sale or voucher", "もとになる取引がありません"),
    ("has a gap before it", "番号が抜けています"),
    ("its day is missing", "営業日の行がありません"),
    ("other rows than the ledger has", "日計表の内訳が台帳と合いません"),
    ("no such record", "この台帳にない記録です。末尾が切り取られたか、古い写しです"),
    ("another record", "この台帳では別の記録です。台帳が作り直されたか、別の台帳です"),
    ("missing", "行が失われています"),
    ("unreadable", "読み取れません"),
    ("changed", "書き換えられています"),
    ("unknown", "台帳にあるはずのないものです"),
    ("says", "日計表の値が台帳と合いません"),
    ("is ", "値が記録と合いません"),
)
AGAINST_THE_RULES: Final = "帳簿の決まりに反しています"
_VALUES: Final = re.compile(
    r"^(no such record|another record|missing|unreadable|says|is)\b[;:,]?\s*(?P<rest>.*)$", re.DOTALL
)


def problem_text(where: str, what: str) -> str:
    """One finding in one line: 支払 (payment 01/… amount): 値が記録と合いません (300, …)."""
    table = TABLES.get(where.split(" ", 1)[0], "台帳")
    sentence = next((said for begins, said in FINDINGS if what.startswith(begins)), AGAINST_THE_RULES)
    found = _VALUES.match(what)
    detail = found["rest"] if found else "" if any(what == begins for begins, _ in FINDINGS) else what
    shown = f"（{detail}）" if detail else ""
    return f"{table} [{where}] {sentence}{shown}"
