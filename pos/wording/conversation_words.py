"""The words of the conversation record: frames, events, codes and facts; sources terminals.md §2 and §3."""

from typing import Final

OPERATIONS: Final = {
    "subtract_value": "支払 (引去り)",
    "cancel_value": "取消",
    "read_value": "残高照会",
    "check_health": "端末の状態の確認",
    "query_last_successful_transaction_result": "端末の直前の取引の照会",
    "access_daily_log": "中間計・日計",
    "clear_output": "端末を待機に戻す",
}

# TL3500: what we ask, and what it answers
ASKED: Final = {
    "A": "装置の状態を尋ねました",
    "B": "引去りを求めました",
    "C": "取消を求めました",
    "D": "カードの残高を尋ねました",
    "E": "待機に戻るよう求めました",
    "F": "カードの番号を尋ねました",
    "L": "直前の取引を尋ねました",
    "R": "再起動を求めました",
    "S": "画面の表示を求めました",
    "V": "版を尋ねました",
}
ANSWERED: Final = {
    "a": "装置の状態の返事",
    "b": "引去りの結果",
    "c": "取消の結果",
    "d": "カードの返事",
    "e": "待機に戻りました",
    "f": "カードの番号の返事",
    "l": "直前の取引の返事",
    "r": "再起動の返事",
    "s": "画面の返事",
    "v": "版の返事",
}
EVENTS: Final = {
    "R": "非接触カードがかざされました",
    "M": "磁気カードが通されました",
    "I": "ICカードが差されました",
    "O": "ICカードが抜かれました",
    "F": "ICカードが読めませんでした",
    "Q": "コードが読まれました",
}
SIGNALS: Final = {
    "ACK": "受け取ったという合図",
    "NAK": "受け取れなかったという合図",
    "noise": "壊れた電文、または雑音",
}
ZVT: Final = {
    "04 01": "時計の読取りを求めました",
    "04 0F": "取引の結果",
    "04 FF": "途中経過",
    "05 01": "端末の状態を尋ねました",
    "06 00": "登録を求めました",
    "06 01": "決済を求めました",
    "06 02": "登録を終えました",
    "06 03": "カードの残高を尋ねました",
    "06 0F": "操作の終わり",
    "06 10": "中間計を求めました",
    "06 18": "再起動を求めました",
    "06 1E": "操作が打ち切られました",
    "06 20": "直前の取引を尋ねました",
    "06 30": "取消を求めました",
    "06 31": "返金を求めました",
    "06 50": "日計を求めました",
    "06 70": "センターとの通信の確認を求めました",
    "06 91": "時計合わせを求めました",
    "06 B0": "中止を求めました",
    "06 D1": "印字する1行",
    "06 D3": "印字する文面",
    "06 E0": "表示の依頼",
    "80": "受け付けました",
    "84": "受け付けませんでした",
}
UNKNOWN_FRAME: Final = "知らない電文"
UNKNOWN_EVENT: Final = "知らない知らせ"

NOTES: Final = {
    "opened": "ポートを開きました",
    "reopened": "ポートを開き直しました",
    "no port": "ポートを開けませんでした",
    "lost": "接続が切れました",
    "silent": "端末から合図がありません",
    "stopped": "中止が押されました",
    "reset": "待機に戻らないため、再起動させます",
    "state": "端末の状態",
}

OUTCOME: Final = "結果: "
OUTCOMES: Final = {
    "approved": "成立しました",
    "declined": "端末が断りました。お金は動いていません",
    "aborted": "始まる前に終わりました",
    "unknown": "処理未了。お金が動いたかどうか分かりません",
    "answered": "返事がありました",
    "unreachable": "端末につながりませんでした",
    "busy": "端末がほかの処理をしていて、答えませんでした",
    "refused": "端末が受け付けませんでした",
    "interrupted": "途中で打ち切られました",
}
CUT_OFF: Final = "  結果が記録されていません。途中でこのパソコンか窓口レジが止まったか、まだ続いています。"
TOOK: Final = "  かかった時間 {seconds}秒"
LOST: Final = "(この前の{count}行は書き込めませんでした) "
NOTHING: Final = "端末との会話の記録がありません。"

AMOUNTS: Final = frozenset({"amount", "before", "after", "balance", "last_amount"})
SILENT_FACTS: Final = frozenset({"cause", "reason", "event"})
FACTS: Final = {
    "amount": "金額",
    "before": "取引前残高",
    "after": "取引後残高",
    "balance": "残高",
    "last_amount": "前回の金額",
    "last_at": "前回の時刻",
    "at": "端末の時刻",
    "date": "端末の日付",
    "time": "端末の時刻",
    "sequence": "端末通番",
    "trace": "端末通番",
    "original_trace": "取り消された通番",
    "cancels": "取り消された通番",
    "receipt": "伝票番号",
    "receipt_no": "伝票番号",
    "terminal": "端末番号",
    "terminal_no": "端末番号",
    "brand": "種類",
    "last4": "カード下4桁",
    "code": "端末コード",
    "message": "端末の言葉",
    "problem": "読めない点",
    "detail": "詳しく",
    "reference": "支払番号",
    "result": "内容",
    "direction": "向き",
    "status": "カードの状態",
    "kind": "方式",
    "job": "相手",
    "bytes": "バイト数",
    "version": "版",
    "ok": "正常",
    "clock_offset_s": "時計の差 (秒)",
    "card": "カード読取部",
    "rf": "非接触読取部",
    "van": "中継センター",
    "server": "決済サーバー",
}
VALUES: Final = {
    "approved": "承認",
    "rejected": "拒否",
    "empty": "取引なし",
    "no_card": "カードなし",
    "charge": "支払",
    "cancel": "取消",
    "ok": "正常",
    "error": "異常",
    "absent": "なし",
    "unknown": "不明",
    "deficient": "残高不足",
    "command_error": "指示の誤り",
    "center_error": "センターの拒否",
    "communication_error": "通信の失敗",
    "none": "その他",
}
TL3500_CODES: Final = {
    "6B": "残高不足",
    "6F": "もう一度かざす",
    "74": "途中で別のカード",
    "6D": "不良のカード",
    "69": "使えないカード",
    "71": "登録のないカード",
    "7A": "取扱いのない方式",
    "0A": "通信の失敗",
    "0C": "サーバーの時間切れ",
    "B3": "電文の形式の誤り",
}
ZVT_CODES: Final = {
    "00": "正常",
    "64": "カードが読めない",
    "6C": "中止",
    "6F": "取り扱えない通貨",
    "71": "残高不足",
    "72": "チップの異常",
    "78": "期限切れ",
    "9C": "準備中",
    "A0": "受け手の準備ができていない",
    "B4": "取消し済み",
    "B5": "取り消せない",
    "C3": "上限を超える",
    "DC": "カードが入ったまま",
    "FF": "端末の故障",
}
ZVT_PROGRESS: Final = {
    "05": "端末が自分で取り消しています",
    "0A": "カードを待っています",
    "0B": "カードを取ってもらいます",
    "0E": "処理しています",
}
