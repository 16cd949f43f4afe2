"""What the settings file says of itself, and what is wrong with it; for the office's administrator."""

from collections.abc import Iterable, Mapping
from typing import Final

from pos.domain.money import Yen

EXPECTED_TYPE: Final[Mapping[type, str]] = {
    bool: 'true か false で書いてください（" " で囲みません）',
    int: "整数で書いてください（桁区切りや引用符は付けません）",
    str: '文字は " " で囲んで書いてください',
    Yen: "金額は円単位の整数で書いてください（桁区切りや引用符は付けません）",
}
NOT_UTF_8: Final = "文字コードがUTF-8ではありません。UTF-8で保存してください"

INVOICE_NUMBER: Final = "登録番号は T と数字13桁で書いてください。登録していない場合は空にします"
COUNTER_ID: Final = "窓口番号は英大文字と数字で1文字から4文字です"
COUNTER_ID_RESERVED: Final = "この窓口番号はWindowsが装置の名前に使うため、選べません（例: 01、2A）"
TERMINAL_ID: Final = "端末の名前は英数字とハイフンで1文字から8文字です"
REQUIRED: Final = "空にできません"
TOO_LONG: Final = "長すぎます（{limit}文字まで）"
OUT_OF_RANGE: Final = "{low}から{high}までの値にしてください"
PORT_REQUIRED: Final = "端末の接続先（ポート）を書いてください（例: COM3、/dev/ttyUSB0）"
ADDRESS: Final = "接続先（ポート）を正しく書いてください。ネットワークなら socket://ホスト:ポート番号（1から65535まで）です"
NO_DRIVER: Final = "「{name}」という端末のドライバーはありません。名前を確かめるか、入れてください"
BROKEN_DRIVER: Final = "端末「{name}」のドライバーを読み込めません（{detail}）。入れ直してください"
NO_SIMULATOR: Final = "「{name}」には模擬端末がありません。練習では none、tl3500、zvt のどれかにします"
PORT_IN_PRACTICE: Final = "練習では実物の端末を使えません。ポートを空にしてください（模擬端末が動きます）"
TERMINAL_PASSWORD: Final = "数字6桁で書いてください（例: 000000）"
BAUD_RATE: Final = "通信速度は {choices} のどれかです"
NO_CONTRACT: Final = "契約のファイル {path} がありません。置き場所と名前を確かめてください"
NO_BRAND: Final = "使えるブランドが1つもありません。[transit_ic] のような見出しの下に規則を書いてください"
CONTRACT_CAP: Final = "契約の1回の上限（円）を cap に書いてください"
NO_CONTROL: Final = "改行などの制御文字は使えません"


def unreadable(detail: str) -> str:
    return f"読み込めません（{detail}）"


def another(line: int, key: str, problem: str) -> str:
    """One more mistake of the same file, on a line of its own."""
    place = f"{line}行目 {key}".strip() if line else key
    return f"\n  {place}: {problem}" if place else f"\n  {problem}"


def not_toml(detail: str) -> str:
    return f"TOMLとして読めません（{detail}）"


def unknown_name(known: Iterable[str]) -> str:
    return f"この名前の設定はありません。使えるのは {'、'.join(known)} です"


def expected_table(name: str) -> str:
    return f"[{name}] という見出しの下に書いてください"


def one_of(choices: Iterable[str]) -> str:
    return f"{'、'.join(choices)} のどれかを書いてください"


HEAD: Final = """\
窓口の設定ファイル
書き換えたら、ソフトを閉じて開き直してください。知らない名前や誤った値があると、行番号を示して起動を止めます。
「要確認」の項目は区でしか決められません。確かめたら confirmed = true にしてください。"""

COMMENTS: Final[Mapping[str, str]] = {
    "practice": "練習用なら true、本番用なら false。本番用の帳簿と練習用の帳簿は混ざりません",
    "office": "書類の発行者。発行したときの内容がそのまま残ります",
    "office.name": "課の名前",
    "office.issuer": "発行者",
    "office.cashier_title": "出納員の肩書",
    "office.cashier_name": "出納員の氏名（空にすると印字しません）",
    "office.counter_id": "窓口番号（英大文字と数字1〜4文字）。帳簿を作ったあとは変えられません",
    "office.counter_name": "窓口の名前",
    "office.invoice_number": "適格請求書発行事業者の登録番号（Tと数字13桁）。登録していなければ空",
    "office.purpose": "領収書の但し書き",
    "terminal": "決済端末",
    "terminal.driver": "端末の種類: none（なし）、tl3500、zvt。練習では同じ種類の模擬端末が動きます",
    "terminal.id": "端末の名前（この窓口の中で使う呼び名）",
    "terminal.port": "接続先（ポート）: COM3、/dev/ttyUSB0、hwgrep://VID:PID=0403:6001、socket://192.0.2.7:20007。練習では空",
    "terminal.baud_rate": "通信速度（bps）。0 は端末の種類の標準（tl3500 は 115200、zvt は 9600）",
    "terminal.password": "ZVT 端末の係員パスワード（数字6桁）",
    "terminal.contract": "契約のファイル（ブランドごとの規則）。空なら下の2行が全ブランドの規則",
    "terminal.payment_cap": "電子マネー1回の上限（円）。決済事業者との契約による",
    "terminal.cancel": "取消できる範囲: never（不可）、last_only（直前の1件）、any（当日分）。契約による",
    "terminal.tells_booked": "記帳のない取引を端末に取り消させるZVTだけ true（実機で確かめてから）",
    "terminal.last_shows_cancel": "前回取引照会に取消も出る端末だけ true（実機で確かめてから）",
    "certificate": "行政証明（要確認）",
    "certificate.price": "1通の手数料（円）",
    "certificate.account_code": "歳入科目のコード",
    "certificate.account_name": "歳入科目の名前",
    "certificate.tax_class": "税区分: taxable_10（課税10%）、non_taxable（非課税）、out_of_scope（不課税）",
    "certificate.confirmed": "区で確認したら true",
    "copies": "図面の写しの科目と税区分（要確認）",
    "copies.account_code": "歳入科目のコード",
    "copies.account_name": "歳入科目の名前",
    "copies.tax_class": "税区分: taxable_10（課税10%）、non_taxable（非課税）、out_of_scope（不課税）",
    "copies.confirmed": "区で確認したら true",
    "day": "開局と締め",
    "day.change_fund": "釣銭準備金の標準額（円）",
    "day.second_person": "締めに立会いを求めるなら true",
    "staff": "職員の認証",
    "staff.password_min_length": "パスワードの最短の文字数（15文字以上を勧めます）",
    "staff.lock_after_failures": "続けて失敗したときにロックする回数",
    "staff.cancel_needs_approver": "取消に承認者を求めるなら true",
    "staff.settle_alone_up_to": "処理未了を1人で確定できる上限（円）。0 なら必ず2人",
    "paper": "用紙とプリンター",
    "paper.receipt": "領収書の用紙: A4、A5、80mm",
    "paper.printer": "プリンターの名前。空にするとPDFを保存するだけです",
    "paper.drawer_port": "ドロアーをつなぐポート。なければ空",
}
