"""One sentence and the next step for every `Reason`; the facts of the error fill it.

A fact that is missing is shown as ―; the sentence is still true without it.
"""

# ruff: noqa: E501 - a sentence stays on one line

from typing import Final

from pos.errors import OperatingError, Reason

_R = Reason
SENTENCES: Final[dict[Reason, str]] = {
    # entry
    _R.NUMBER_EXPECTED: "数字で入力してください。「{text}」は数として読めません。",
    _R.NUMBER_OUT_OF_RANGE: "{low}から{high}までの数で入力してください。",
    _R.DATE_EXPECTED: "「{text}」は日付として読めません。8/1、0801、R8.8.1 のように入力してください。",
    _R.TEXT_REQUIRED: "「{label}」を入力してください。",
    _R.ENTRY_REFUSED: "「{label}」を直してください: {problem}。",
    _R.TEXT_TOO_LONG: "「{label}」は{limit}文字までです。短くしてください。",
    # sale
    _R.BASKET_EMPTY: "明細がありません。品目とサイズを選んで枚数を入れてください。",
    _R.TENDER_TOO_SMALL: "預り金が{missing}足りません。不足分を受け取ってから入力し直してください。",
    _R.AMOUNT_OVER_CAP: "{amount}は電子マネーの上限{cap}を超えています。現金で受け取ってください。",
    _R.NOTHING_TO_PAY: "支払う金額がありません。公用の交付は「公用」で登録してください。",
    _R.FEE_NOT_FOUND: "この営業日の料金表に「{product} {size}」がありません。管理者に料金表の確認を依頼してください。",
    _R.FEE_CHANGED: "{product}の料金が明細に入れたときと違います。明細からいったん消して、入れ直してください。",
    _R.FEE_INVALID: "料金表の「{product}」に誤りがあります（{problem}）。料金を直してから登録してください。",
    _R.SALE_NOT_FOUND: "その取引は帳簿にありません。取引一覧を更新して選び直してください。",
    _R.ALREADY_CANCELLED: "この取引は取消済みです。重ねて取り消すことはできません。",
    _R.NOT_CANCELLABLE: "この取引は取消できません。成立した売上だけを取り消せます。",
    _R.CANCEL_DIFFERENT_DAY: "別の営業日の取引は取消できません。還付の手続きで処理してください。",
    _R.CANCEL_IN_PROGRESS: "この取引の取消は処理中です。処理未了の画面で結果を確かめてください。",
    _R.CANCEL_NOT_LAST: "端末が取り消せるのは直前の取引だけです。還付の手続きで処理してください。",
    _R.CANCEL_REFUSED: "この端末・ブランドでは取消ができません。還付の手続きで処理してください。",
    _R.CANCEL_NOT_FOR_BRAND: "{brand}は契約により端末では取消ができません。還付の手続きで処理してください。",
    _R.CANCEL_TOO_LATE: "{brand}の取消ができたのは{until}までです。還付の手続きで処理してください。",
    _R.CANCEL_OTHER_TERMINAL: "{brand}は支払を受けた端末（端末識別番号{terminal_no}）でしか取消ができません。その端末につなぎ直せないときは、還付の手続きで処理してください。",
    _R.CANCEL_CARD_USED: "このカードはそのあとの支払（取引番号{number}）に使われたため、{brand}の取消ができません。還付の手続きで処理してください。",
    _R.BRAND_NOT_ACCEPTED: "{brand}は決済事業者との契約にないブランドですが、{amount}が引き落とされました。取引は成立し、帳簿に記録しています。お客様からもう一度いただかず、出納員に知らせてください。",
    _R.BRAND_OVER_CAP: "{amount}は{brand}の1回の上限{cap}を超えていますが、引き落とされました。取引は成立し、帳簿に記録しています。お客様からもう一度いただかず、出納員に知らせてください。",
    # terminal
    _R.TERMINAL_HELD: "処理未了の取引があるため、端末での決済を止めています。先に「未了」の画面で結果を確かめてください。",
    _R.TERMINAL_UNREACHABLE: "決済端末につながりません（接続先 {port}）。電源とケーブル、接続先（ポート）と端末の種類を確かめてください。それまでは現金で受け取れます。",
    _R.TERMINAL_BUSY: "決済端末がほかの処理をしていて、答えられません。端末の画面を確かめ、少し待ってからもう一度行ってください。",
    _R.TERMINAL_MOVED: "端末に、この帳簿にない取引があります（{amount} 端末通番{sequence} {at}）。お客様から二重にいただいていないか売上票で確かめ、出納員に知らせてください。帳簿に記録したので、確かめたらもう一度会計できます。",
    _R.TERMINAL_SKIPPED: "端末に、この帳簿にない取引が{count}件あります（端末通番{sequence} {amount} {at}まで。端末が断ったものを含むことがあります）。お客様から二重にいただいていないか売上票で確かめ、出納員に知らせてください。帳簿に記録したので、確かめたらもう一度行えます。",
    _R.TERMINAL_LACKS: "成立として記録した{amount}が、端末の取引にありません（端末の最後は端末通番{sequence} {at}）。売上票で確かめ、出納員に知らせてください。帳簿に記録したので、確かめたらもう一度行えます。",
    _R.TERMINAL_REFUSED: "端末がこの操作を受け付けませんでした（端末コード {code} {message}）。端末の画面を確かめてから、もう一度行ってください。",
    _R.TERMINAL_NOT_CONFIGURED: "この窓口には決済端末が設定されていません。現金で受け取ってください。",
    _R.TERMINAL_UNSUPPORTED: "この端末ではその操作ができません。端末本体の説明書に従ってください。",
    _R.PAYMENT_NOT_OPEN: "この支払はすでに結果が確定しています。取引一覧で確かめてください。",
    # day
    _R.DAY_NOT_OPEN: "営業日が開いていません。先に開局してください。",
    _R.DAY_ALREADY_OPEN: "営業日はすでに開いています。画面を更新してください。",
    _R.DAY_LEFT_OPEN: "前の営業日が締められていません。先にその日の締めを行ってください。",
    _R.DAY_DATE_USED: "その日付はすでに使われた営業日です。日付を確かめてください。",
    _R.DAY_DATE_BEFORE_LAST: "前回の営業日より前の日付では開局できません。日付を確かめてください。",
    _R.DAY_DATE_IN_FUTURE: "今日より後の日付（{date}）では開局できません。日付とパソコンの時計を確かめてください。",
    _R.COUNT_MISSING: "現金がまだ数えられていません。金種ごとの枚数を入力してください。",
    _R.COUNT_BLANK: "枚数が1つも入力されていません。数えた枚数を入力してください。引き出しが空のときはどれかの欄に 0 を入力してください。",
    _R.REASON_REQUIRED: "理由を入力してください。帳簿に残ります。",
    _R.WITNESS_REQUIRED: "立会者の確認が必要です。もう一人の職員が職員番号とパスワードを入力してください。",
    _R.WITNESS_IS_SAME_PERSON: "立会者は、締める人とは別の職員でなければなりません。",
    _R.PAYMENT_RUNNING: "支払の処理が途中です。結果が出てからもう一度行ってください。",
    _R.CLOCK_WENT_BACK: "パソコンの時計が前回の記録より前に戻っています。時計を合わせてから続けてください。",
    # people
    _R.LOGIN_FAILED: "職員番号またはパスワードが違います。確かめて入力し直してください。",
    _R.LOGIN_DELAYED: "続けて失敗したため、あと{seconds}秒待ってから入力してください。",
    _R.LOGIN_LOCKED: "失敗が続いたため、この職員番号を止めています。管理者に解除を依頼してください。",
    _R.PASSWORD_TOO_SHORT: "パスワードは{length}文字以上にしてください。",
    _R.PASSWORD_TOO_COMMON: "推測されやすいパスワードです。別のものにしてください。",
    _R.STAFF_EXISTS: "職員番号「{staff_id}」はすでに登録されています。別の番号を使ってください。",
    _R.STAFF_NOT_FOUND: "職員番号「{staff_id}」は登録されていません。番号を確かめてください。",
    _R.NOT_ALLOWED: "{name}さんには「{right}」の権限がありません。権限のある職員が行ってください。",
    _R.LAST_ADMINISTRATOR: "管理者が一人もいなくなるため、{name}さんは変更できません。先に別の管理者を登録してください。",
    _R.APPROVER_REQUIRED: "承認者の確認が必要です。承認できる職員が職員番号とパスワードを入力してください。",
    _R.APPROVER_IS_SAME_PERSON: "承認者は、操作する人とは別の職員でなければなりません。",
    # storage
    _R.STORAGE_FAILED: "帳簿に書き込めませんでした。取引を続けず、管理者に連絡してください。",
    _R.STORAGE_FULL: "ディスクの空きがなく、帳簿に書き込めません。不要なファイルを移してから、もう一度行ってください。",
    _R.STORAGE_UNREADABLE: "帳簿を読み込めません（{path}）。ファイルに触れず、管理者に連絡してください。",
    _R.LEDGER_MISSING: "帳簿が見つかりません（{path}）。保存場所の指定を確かめてください。",
    _R.LEDGER_EXISTS: "この場所にはもう帳簿があります（{path}）。その帳簿を開くか、別の保存場所を指定してください。",
    _R.LEDGER_FOREIGN: "このファイルは窓口会計の帳簿ではありません（{path}）。設定の保存場所を確かめてください。",
    _R.LEDGER_NEWER: "帳簿は新しい版のソフトで作られています。ソフトを更新してから開いてください。",
    _R.LEDGER_OLDER: "帳簿は前の版のソフトで作られています（{path}）。窓口の画面を一度開くと、控えを取ってから新しい版になります。",
    _R.LEDGER_IN_USE: "この帳簿は別の画面で使われています（{host} プロセス{pid} {since}から）。そちらを閉じてから、もう一度開いてください。",
    _R.LEDGER_ALTERED: "帳簿の記録が、あとから書き換えられています。取引を止め、管理者に連絡してください。",
    _R.LEDGER_KIND: "練習用と本番用の帳簿が食い違っています。設定の保存場所を確かめてください。",
    _R.FOLDER_NOT_OURS: "このフォルダー（{path}）はほかの人も開けて、帳簿ではないものが入っているか、共用のものです。帳簿を守れないため使いません。空のフォルダーか、まだない名前を指定してください。",
    _R.DEMO_FOLDER_USED: "このフォルダーはすでに使われています（{path}）。デモには空のフォルダーを指定してください。",
    # files and paper
    _R.FILE_NOT_WRITTEN: "書類のファイルを保存できませんでした。取引は成立しています。空き容量を確かめ、取引一覧から再発行してください。",
    _R.PRINTER_UNAVAILABLE: "プリンターで印刷できませんでした。取引は成立しています。プリンターを確かめ、取引一覧から再発行してください。",
    _R.RECEIPT_NOT_FOUND: "この取引の書類はありません。成立した取引を選んでください。",
    # settings
    _R.SETTINGS_INVALID: "設定ファイルに誤りがあります（{file}{line}{key}）: {problem}{more}。直してから、もう一度開いてください。",
}


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "―"


def say(error: OperatingError) -> str:
    """The sentence that a person reads: what is the matter, and what to do next."""
    facts = _Facts({"more": ""} | {key: _fact(key, value) for key, value in error.facts.items()})
    return SENTENCES[error.reason].format_map(facts)


def _fact(key: str, value: object) -> str:
    text = str(value)
    match key:
        case "line":
            return f" {text}行目" if value else ""
        case "key":
            return f" {text}" if value else ""
        case "brand" | "right":
            from pos.wording.words import CARDS_OF_BRAND, RIGHTS_BY_VALUE  # half of the domain: not at start

            return (CARDS_OF_BRAND if key == "brand" else RIGHTS_BY_VALUE).get(text, text)
        case _:
            return text
