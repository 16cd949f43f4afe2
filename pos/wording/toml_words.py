"""What is wrong with a file that is no TOML, in Japanese: `tomllib` speaks English (Python 3.11 to 3.14)."""

import re
from typing import Final

UNKNOWN: Final = "書き方に誤りがあります"
_MESSAGES: Final = tuple(
    (re.compile(english, re.DOTALL), japanese)
    for english, japanese in (
        (r"Invalid statement", "項目の名前か [見出し] で始まっていません"),
        (
            r"Expected newline or end of document after a statement",
            "値のあとに余分な文字があります。値は1行に1つです（桁区切りのコンマは付けません）",
        ),
        (r"Expected '=' after a key in a key/value pair", "項目の名前のあとに = がありません"),
        (r"Expected '\]' at the end of a table declaration", "見出しの ] がありません"),
        (r"Expected '\]\]' at the end of an array declaration", "見出しの ]] がありません"),
        (r"""Expected ["']+""", "文字が閉じていません。終わりの引用符を書いてください"),
        (r"Expected (.*)", r"\1 がありません"),
        (r"Found invalid character (.*)", r"使えない文字 \1 があります"),
        (r"Illegal character '\\\\?[nr].*", "文字が行の中で閉じていません。終わりの引用符を書いてください"),
        (r"Illegal character (.*)", r"使えない文字 \1 があります"),
        (r"Cannot declare (.*) twice", "同じ見出しが2度あります"),
        (
            r"Cannot (?:overwrite a value|mutate immutable namespace.*|redefine namespace.*)",
            "同じ名前の項目か見出しが2度あります",
        ),
        (r"Duplicate inline table key (.*)", r"{ } の中に \1 が2度あります"),
        (r"Invalid initial character for a key part", "項目の名前に使えない文字があります"),
        (r"Unclosed array", "値の [ が ] で閉じていません"),
        (r"Unclosed inline table", "{ が } で閉じていません"),
        (r"Unescaped '\\' in a string", r'" " の中の \\ は \\\\ と書いてください（または \' \' で囲みます）'),
        (
            r"Invalid hex value|Escaped character is not a Unicode scalar value",
            r"\\u のあとの文字の番号が正しくありません",
        ),
        (r"Unterminated string", "文字が閉じていません。終わりの引用符を書いてください"),
        (r"Invalid date or datetime", "日付や時刻が正しくありません"),
        (r"Invalid value", '値が正しくありません。文字は " " で囲んでください'),
    )
)


def toml_problem(message: str, column: int) -> str:
    """`message` without its place; `column` from 1, 0 at the end of the file."""
    found = ((japanese, english.fullmatch(message)) for english, japanese in _MESSAGES)
    said = next((match.expand(japanese) for japanese, match in found if match), UNKNOWN)
    return f"{column}文字目: {said}" if column else f"ファイルの終わり: {said}"
