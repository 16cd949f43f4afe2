"""What the command line says of its own words: argparse speaks English, the person reads Japanese."""

import re
from typing import Final

USAGE: Final = "使い方: "
POSITIONALS: Final = "指定するもの"
OPTIONS: Final = "オプション"
HELP: Final = "この説明を表示して終わる"
VERSION: Final = "版を表示して終わる"
FOLDER_TOO_LONG: Final = "場所の名前が長すぎます ({limit}バイトまで)"
FOLDER_UNUSABLE: Final = "この場所は使えません ({detail})"
FOLDER_IS_FILE: Final = "{path} はフォルダーではありません。フォルダーを指定してください"
NO_CONVERSATION: Final = "端末とのやりとりの記録がありません（読んだ場所: {folder}）。"
REFERENCE_KINDS: Final = (
    "--reference には記録にある支払のID、または取引番号（8）か支払番号（8-1）を指定してください。"
    "番号は帳簿のある --data と一緒に使い、新しい営業日から探します。"
)
NO_PORT: Final = "このパソコンにはシリアルポートがありません。"
SETTLED: Final = "日計"
REPORTED: Final = "中間計"
NOT_IN_BOOKS: Final = (
    "設置者の試しとして行います。帳簿には何も記録しません。"
    "窓口の集計は、その窓口の --data と --staff を付けて行ってください。"
)
STAFF_REQUIRED: Final = "窓口の集計には --staff で職員番号を指定してください (パスワードは後で入力します)"
PASSWORD: Final = "パスワード: "  # noqa: S105 - a question
CONFIRM_SETTLE: Final = "日計を行うと端末の集計は0に戻ります。よろしいですか (はい/いいえ): "
YES: Final = ("はい", "y", "yes")
NOT_SETTLED: Final = "日計を行いませんでした。端末の集計はそのままです。"
YES_REQUIRED: Final = "日計を行うと端末の集計は0に戻ります。確認に答えられない場所では --yes を付けてください"
PORT_EXPECTED: Final = "端末の接続先（ポート）を指定してください (例: COM3)"
NO_TOTALS: Final = "端末に取引がありません。"

# argparse's own sentences, Python 3.11 to 3.14; after "argument NAME: " or alone
_SENTENCES: Final = tuple(
    (re.compile(english, re.DOTALL), japanese)
    for english, japanese in (
        (r"the following arguments are required: (.*)", r"次の指定が足りません: \1"),
        (r"one of the arguments (.*) is required", r"次のどれか1つを指定してください: \1"),
        (r"unrecognized arguments: (.*)", r"知らない指定です: \1"),
        (r"ambiguous option: (.*?) could match (.*)", r"\1 では決まりません。どれか1つを書いてください: \2"),
        (r"not allowed with argument (.*)", r"\1 と一緒には指定できません"),
        (r"invalid choice: (.*) \(choose from (.*)\)", r"\1 は選べません。選べるもの: \2"),
        (r"invalid int value: (.*)", r"整数で入力してください。\1 は使えません"),
        (r"expected one argument", "後に値を1つ書いてください"),
        (r"ignored explicit argument (.*)", r"値は付けられません: \1"),
    )
)
_NAMED: Final = re.compile(r"argument (\S+): (.*)", re.DOTALL)


def usage_problem(message: str) -> str:
    """argparse's message in Japanese; one that is not known, or is Japanese already, as it is."""
    if named := _NAMED.fullmatch(message):
        return f"{named[1]}: {usage_problem(named[2])}"
    for english, japanese in _SENTENCES:
        if found := english.fullmatch(message):
            return found.expand(japanese)
    return message
