"""What the simulated terminal says to the person who starts it."""

import re
from typing import Final

from pos.wording.toml_words import toml_problem

LINK_TAKEN: Final = (
    "{path} にはほかのファイルがあるため、使いません。--link には、まだない名前を指定してください。"
)
ADDRESS_EXPECTED: Final = (
    "--listen には ホスト:ポート（ポートは0から{last}まで）を指定してください。「{text}」は使えません。"
)

_TOML: Final = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", re.DOTALL)
_PLACE: Final = re.compile(r"(step|inquiry) (\d+): (.*)", re.DOTALL)
_PROBLEMS: Final = tuple(
    (re.compile(english, re.DOTALL), japanese)
    for english, japanese in (
        (r"(.*) is not known to (.*)", r"\1 は \2 の模擬装置にはありません"),
        (r"(.*) is not known", r"\1 という指定はありません"),
        (r"terminal has more than (.*) characters", r"terminal は\1文字までです"),
        (r"terminal wants (.*) digits", r"terminal は数字\1桁です"),
        (r"set_clock is one of (.*)", r"set_clock は \1 のどれかです"),
        (r"password wants six digits.*", r"password は数字6桁で、ZVT だけにあります"),
        (r"delay_s wants .*", r"delay_s は [最短, 最長] の秒数です"),
        (r"(step|inquiry) wants .*", r"\1 は [[\1]] という見出しの下に書きます"),
        (r"(.*) is no table", r"\1 は見出しの下の項目ではありません"),
        (r"(.*) stands in an? (\[\[.*\]\])", r"\1 は \2 の下に書きます"),
        (r"(.*) wants (of = .*)", r"\1 には \2 が要ります"),
        (r"(.*) does not fit (.*)", r"\1 は \2 には使えません"),
        (r"(card .*) is not one of (.*)", r"\1 は使えません。使えるもの: \2"),
        (r"(code .*) is none of (.*)", r"\1 は \2 のコードではありません"),
        (r"(.*) is no book of this simulator", r"\1 はこの模擬装置の帳簿ではありません"),
        (
            r"a pty needs POSIX; use --listen",
            "このOSではシリアル装置のパスを作れません。--listen を使ってください",
        ),
        (r".*No such file or directory.*", "ファイルがありません"),
        (r".*Is a directory.*", "ファイルではなくフォルダーです"),
        (r".*Permission denied.*", "使う権限がありません"),
        (r".*Address already in use.*", "そのアドレスはほかのソフトが使っています"),
        (r".*Cannot assign requested address.*", "そのアドレスはこのパソコンにありません"),
        (r".*File name too long.*|.*path too long.*", "名前が長すぎます"),
        (r"'utf-8' codec.*", "文字コードがUTF-8ではありません"),
        (
            r".*(?:getaddrinfo|not known|name resolution|'idna' codec|label).*",
            "ホストの名前が正しくありません",
        ),
        (r"(\w+ = .*)", r"\1 は使えない値です"),
    )
)


def simulator_problem(text: str) -> str:
    """What is wrong, in Japanese; of the system's own words the last resort is to tell them as they are."""
    if place := _PLACE.fullmatch(text):
        return f"[[{place[1]}]] の{place[2]}番目: {simulator_problem(place[3])}"
    if toml := _TOML.fullmatch(text):
        line = f"{toml[2]}行目 " if toml[2] else ""
        return f"{line}{toml_problem(toml[1], int(toml[3] or 0))}"
    for english, japanese in _PROBLEMS:
        if found := english.fullmatch(text):
            return found.expand(japanese)
    return text
