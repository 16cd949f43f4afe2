"""What our own drivers and their libraries note in English, in Japanese: a technician reads it.

What is not in the table comes from the system, or from a driver that a site has installed: told as it is.
"""

# ruff: noqa: E501 - a sentence stays on one line

import re
from typing import Final

_NOTES: Final = tuple(
    (re.compile(english, re.DOTALL), japanese)
    for english, japanese in (
        # the line; first, since their detail may hold anything
        (r"(?:(\S.*?): )?\[Errno \d+\] could not open port (.*?): (.*)", r"\2 を開けませんでした。システムの説明: \3"),
        (r"(?:(\S.*?): )?could not open port '?(.*?)'?: (.*)", r"\2 を開けませんでした。システムの説明: \3"),
        (r"(?:(\S.*?): )?Could not open port (.*?): (.*)", r"\2 を開けませんでした。システムの説明: \3"),
        (r"(?:(\S.*?): )?socket disconnected", r"接続が切れました"),
        (r"(?:(\S.*?): )?device reports readiness to read but returned no data.*", r"装置が外されたか、ほかのソフトが使っています"),
        (r"registration refused: (.*)", r"端末が登録を断りました（端末コード \1）。係員パスワードが違うことがあります"),
        (r"the line is closed", r"接続が閉じています"),
        (r"the stream of the terminal makes no sense", r"届いた電文を読み取れません。端末の種類と通信速度を確かめてください"),
        # talk
        (r"(.{1,5}): not acknowledged", r"\1: 端末が受け取ったという合図がありません"),
        (r"(.{1,5}): no answer on this connection", r"\1: この接続では返事がありません"),
        (r"(.{1,5}): no answer", r"\1: 返事がありません"),
        (r"(.{1,5}): the terminal is busy", r"\1: 端末がほかの処理をしています"),
        (r"(.{1,5}): refused \(NAK\)", r"\1: 端末が受け付けません（NAK）"),
        (r"(.{1,5}): refused", r"\1: 端末が受け付けません"),
        (r"(.{1,5}): no end", r"\1: 終わりの知らせがありません"),
        (r"(.{1,5}): no balance", r"\1: 残高の返事がありません"),
        (r"the terminal counts in currency (.*), not in yen", r"端末の通貨が円ではありません（通貨番号 \1）"),
        (r"the terminal does not stand by", r"端末が待機に戻りません"),
        (r"the terminal does not come to its last result", r"端末が直前の取引を答えません"),
        (r"terminal (.*) answered", r"別の端末（端末識別番号 \1）が答えました"),
        # outcomes
        (r"amount (.*) outside the contract", r"\1 は契約の範囲にありません"),
        (r"the contract allows no cancellation", r"契約により取消ができません"),
        (r"a part of a payment cannot be cancelled", r"一部だけの取消はできません"),
        (r"the receipt number of the original is not known", r"元の取引の伝票番号が分かりません"),
        (r"the original is not the terminal's last transaction", r"元の取引は端末の直前の取引ではありません"),
        (r"approved, then taken back or given up", r"承認のあと、端末が取り消したか打ち切りました"),
        (r"approved twice", r"違う内容の承認が2度届きました"),
        (r"refused, then approved", r"断ったあとに承認が届きました"),
        (r"completed without a result", r"結果がないまま終わりました"),
        (r"nobody knows whether our acknowledgement arrived", r"受取りの知らせが端末に届いたか分かりません"),
        (r"no result after the card was read", r"カードを読んだあと、結果が届きません"),
        (r"no answer after the card was touched", r"カードがかざされたあと、返事がありません"),
        (r"an answer came before the request was accepted", r"指示を受け付ける前に返事が届きました"),
        (r"nothing to cancel", r"取り消せる取引がありません"),
        (r"cancel answered with card status (.*)", r"取消への返事のカードの状態が \1 です"),
        (r"code of the rejection", "断った理由のコードを読み取れません"),
        (r"code '?([^' ]*)'? ?(.*)", r"この表にないコード \1 \2"),
        (r"terminal (.*) answers, not (.*)", r"端末識別番号 \2 ではなく \1 の端末が答えています"),
        (r"trace (.*) does not follow (.*)", r"端末通番 \1 が前回の \2 に続きません"),
        (r"it took back (.*), not (.*)", r"端末通番 \2 ではない取引（\1）が取り消されました"),
        (r"([0-9A-F ]+): (\d+) bytes", r"\1: \2バイトで、読み取れません"),
        # answers
        (r"totals of (\d+) bytes", r"集計が\1バイトで、読み取れません"),
        (r"field ([0-9A-F]+)", r"項目 \1 を読み取れません"),
        (r"field (.*) stands there twice", r"項目 \1 が2度あります"),
        (r"status information without a result", r"取引の結果に結果コードがありません"),
        (r"currency (.*)", r"円ではない通貨（通貨番号 \1）の取引です"),
        (r"time of the transaction", r"取引の時刻を読み取れません"),
        (r"kind of transaction (.*)", r"取引の種類 \1 を知りません"),
        (r"balances do not fit the amount", "残高が金額と合いません"),
        (r"number of the terminal", "端末識別番号を読み取れません"),
        (r"time of the terminal", "端末の時刻を読み取れません"),
        (r"length (\d+) of answer (.*), expected (\d+)", r"返事 \2 の長さが\1で、\3ではありません"),
        (r"terminal (.*) did not take the payment, (.*) did", r"支払を受けた端末（\2）ではなく、\1 です"),
        (r"the answer says (.*)", r"返事の金額が \1 です"),
        (r"the answer is of (.*)", r"返事が \1 のものです"),
        (r"(?:no )?(last amount|amount|sequence|balance|balance before|balance after|remaining balance|trace number|receipt number|terminal number|terminal|date|time|total|result)", "返事の項目を読み取れません"),
        (r"no (.*)", "返事に項目 \\1 がありません"),
    )
)  # fmt: skip
_WITHHELD: Final = re.compile(
    r"amount .* outside|the contract allows|a part of a payment|the receipt number of|the original is not"
    r"|terminal .* did not take|registration refused|the terminal counts in currency|terminal .* answers, not"
)
_SYSTEM: Final = tuple(
    (re.compile(english), japanese)
    for english, japanese in (
        (r"Connection refused", "接続を断られました"),
        (r"No such file or directory", "その名前のポートはありません"),
        (r"Permission denied", "開く権限がありません"),
        (r"Device or resource busy|exclusively lock", "ほかのソフトが使っています"),
        (r"timed out", "時間内につながりません"),
        (
            r"Name or service not known|getaddrinfo|name resolution|Invalid host name",
            "ホストの名前が分かりません",
        ),
        (r"No route to host|unreachable", "そのアドレスへの道がありません"),
        (r"FileNotFoundError", "その名前のポートはありません"),
        (r"PermissionError", "ほかのソフトが使っているか、開く権限がありません"),
    )
)


def in_japanese(note: str) -> str:
    """The note in Japanese; where the system said it, its own words stand behind the sentence."""
    for english, japanese in _NOTES:
        if found := english.fullmatch(note):
            said = found.expand(japanese).strip()
            return f"{_meaning(note)}{said}"
    return f"{meaning}{note}" if (meaning := _meaning(note)) else note


def is_about_the_line(note: str) -> bool:
    """False where the terminal could be reached, and was not asked or would not work with us."""
    return _WITHHELD.match(note) is None


def is_ours(note: str) -> bool:
    """True for what a driver of ours noted itself: no terminal has said it."""
    return any(english.fullmatch(note) for english, _ in _NOTES)


def _meaning(note: str) -> str:
    return next((f"{japanese}。" for english, japanese in _SYSTEM if english.search(note)), "")
