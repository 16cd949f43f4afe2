"""What 処理未了票 says (domain.md 3.3, 3.4); all its wording."""

from pos.domain.brands import BRAND_NAMES, Brand, UnknownMeans
from pos.domain.days import japanese_date
from pos.domain.payment import (
    Aborted,
    Approved,
    CashTaken,
    Conclusion,
    Declined,
    Direction,
    NotCharged,
    Settlement,
    Unknown,
    UnknownCause,
)
from pos.domain.receipt import Reprint
from pos.domain.unknown_slip import SlipOutcome, SlipRule, UnknownSlip, inquiry_deadline
from receipts.blocks import (
    Block,
    Box,
    Boxes,
    Document,
    Field,
    Fields,
    Figure,
    Heading,
    Issuer,
    Sentence,
    Tone,
)
from receipts.phrases import PRACTICE, PRACTICE_SENTENCE, moment, titled

TITLE = "処理未了票"
NOT_A_RECEIPT = "領収書ではありません。お支払いの有無を証するものではありません。"
BY_HAND = "＿＿＿＿＿＿＿＿円（確かめて記入）"
BLANK = "＿＿＿＿＿＿＿＿"
CAUSES = {
    UnknownCause.NO_ANSWER: "端末から返事がありませんでした。",
    UnknownCause.LINE_LOST: "処理の途中で端末との接続が切れました。",
    UnknownCause.NOT_ACKNOWLEDGED: "端末が受け取ったかどうか確かめられませんでした。",
    UnknownCause.WRONG_ANSWER: "端末の返事が、送った金額や取引と合いませんでした。",
    UnknownCause.UNKNOWN_CODE: "端末から、この窓口の知らない結果が返りました。",
    UnknownCause.INTERRUPTED: "処理の途中で窓口のパソコンが止まりました。",
    UnknownCause.BUSY: "端末がほかの処理をしていて、確かめられませんでした。",
    UnknownCause.NO_EVIDENCE: "端末の記録からは、引き去ったかどうか分かりませんでした。",
}
MEANINGS = {
    UnknownMeans.NOT_A_SALE: "結果が確かめられるまで、売上になりません。",
    UnknownMeans.SALE: "いったん売上とみなされ、引き去られていなければ後で差し引かれます。",
    UnknownMeans.REDO: "売上になりません。結果を確定してから、お支払いをやり直します。",
}
FOR_THE_VISITOR = (
    "結果が分かるまで、もう一度のお支払いは必要ありません。",
    "カードの残高を確かめると、引き去られたかどうか分かることがあります。",
    "後日、結果をお知らせします。この票をお持ちください。",
)
FOR_THE_VISITOR_OF_A_CANCELLATION = (
    "結果が分かるまで、ご返金は済んでいないことがあります。",
    "カードの残高を確かめると、戻ったかどうか分かることがあります。",
    "後日、結果をお知らせします。この票をお持ちください。",
)
FOR_THE_CLERK = (
    "確定するまで、もう一度行わない。別の方法で受け取らない、返さない。",
    "同じカードで残高照会を行い、取引前残高と比べる。",
    "端末の売上票があれば、この票に添えて保管する。",
    "分からなければ、期限までに決済事業者へ売上調査を依頼する。",
    "結果は、証拠を付けて処理未了の画面で確定する。",
)


def unknown_paper(slip: UnknownSlip, reprint: Reprint | None, outcome: SlipOutcome | None) -> Document:
    """処理未了票; a reprint is marked 再発行 and, once the payment is settled, says how it ended."""
    again = (f"再発行 {reprint.copy}回目",) if reprint else ()
    practice: list[Block] = [PRACTICE_SENTENCE] if slip.practice else []
    return Document(
        title=titled(TITLE, slip.practice),
        number=f"未了票番号 {slip.number}",
        date=japanese_date(slip.business_date),
        blocks=(*practice, *_body(slip, outcome), _foot(slip, reprint)),
        marks=(*((PRACTICE,) if slip.practice else ()), *again),
        watermark=PRACTICE if slip.practice else "",
    )


def _body(slip: UnknownSlip, outcome: SlipOutcome | None) -> list[Block]:
    cancel = slip.direction is Direction.CANCEL
    return [
        Figure("取消金額" if cancel else "ご請求金額", str(slip.amount)),
        Sentence(NOT_A_RECEIPT, Tone.STRONG),
        *_ended(outcome),
        Heading("起きたこと"),
        Sentence(_what_happened(slip)),
        _transaction(slip),
        Heading("決済事業者の扱い"),
        *_rules(slip),
        Heading("お客様へ"),
        _numbered(FOR_THE_VISITOR_OF_A_CANCELLATION if cancel else FOR_THE_VISITOR),
        Heading("窓口の処理"),
        _numbered(FOR_THE_CLERK),
        _issuer(slip),
        Boxes((Box("お客様（署名）"), Box("お客様の連絡先"), Box("担当者", slip.clerk_name), Box("出納員"))),
    ]


def _numbered(sentences: tuple[str, ...]) -> Fields:
    return Fields(
        tuple(Field(str(number), each) for number, each in enumerate(sentences, start=1)), together=True
    )


def _what_happened(slip: UnknownSlip) -> str:
    asked = "電子マネーの取消" if slip.direction is Direction.CANCEL else "電子マネーの支払"
    moved = "戻った" if slip.direction is Direction.CANCEL else "引き去られた"
    return f"{asked}で、金額が{moved}かどうか分かりません。{CAUSES[slip.facts.cause]}"


def _transaction(slip: UnknownSlip) -> Fields:
    facts = slip.facts
    balance = BY_HAND if facts.balance_before is None else str(facts.balance_before)
    brand = BLANK if facts.brand is Brand.UNKNOWN else BRAND_NAMES[facts.brand]
    return Fields(
        (
            Field("取引-支払番号", slip.payment_number),
            Field("日時", moment(slip.requested_at)),
            Field("端末", slip.terminal_id),
            Field("端末識別番号", facts.terminal_no or BLANK),
            Field("ブランド", brand),
            Field("カード番号", f"****{facts.card_last4}" if facts.card_last4 else f"下4桁 {BLANK}"),
            Field("取引前残高", balance),
        ),
        paired=True,
        together=True,
    )


def _rules(slip: UnknownSlip) -> list[Block]:
    facts = slip.facts
    known = (
        *_rule_rows(facts.rules),
        ("売上調査の期限", _deadline(slip)),
        ("決済事業者", facts.acquirer),
        ("連絡先", facts.contact or BLANK),
    )
    return [Fields(tuple(Field(label, value) for label, value in known if value), together=True)]


def _rule_rows(rules: tuple[SlipRule, ...]) -> list[tuple[str, str]]:
    """One rule is the payment's own; of several each names its brand and its own deadline."""
    if len(rules) == 1:
        return [("処理未了の扱い", _rule_words(rules[0], ""))]
    return [(BRAND_NAMES[each.brand], _rule_words(each, _own_deadline(each))) for each in rules]


def _own_deadline(rule: SlipRule) -> str:
    return f"（売上調査 {japanese_date(rule.inquiry_until)}まで）" if rule.inquiry_until else ""


def _rule_words(rule: SlipRule, until: str) -> str:
    inquiry = "" if rule.balance_inquiry else "残高照会はできません。"
    return f"{MEANINGS[rule.means]}{inquiry}{until}"


def _deadline(slip: UnknownSlip) -> str:
    until = inquiry_deadline(slip.facts.rules)
    if until is None:
        return "契約に定めなし。早めに連絡してください。"
    return f"{japanese_date(until, weekday=True)}まで"


def _ended(outcome: SlipOutcome | None) -> list[Block]:
    if outcome is None:
        return []
    told = (
        ("結果", _ending(outcome.conclusion)),
        ("確定日時", moment(outcome.at)),
        ("確定者", outcome.by),
        ("承認者", outcome.approver),
        *_grounds(outcome.conclusion),
    )
    fields = tuple(Field(label, value) for label, value in told if value)
    return [Heading("その後の結果"), Fields(fields, together=True)]


def _grounds(conclusion: Conclusion) -> tuple[tuple[str, str], ...]:
    if isinstance(conclusion, Settlement):
        return (("理由", conclusion.reason), ("証拠", conclusion.evidence))
    return ()


def _ending(conclusion: Conclusion) -> str:
    match conclusion:
        case Approved():
            return "成立（端末またはカードの記録で確認）"
        case NotCharged() | Declined() | Aborted():
            return "不成立（金額は動いていません）"
        case Settlement(charged=charged):
            return f"職員の確認により「{'引去りあり' if charged else '引去りなし'}」"
        case Unknown() | CashTaken():
            return ""


def _issuer(slip: UnknownSlip) -> Issuer:
    return Issuer((slip.facts.office.issuer, slip.facts.office.name))


def _foot(slip: UnknownSlip, reprint: Reprint | None) -> Fields:
    again = (
        (("再発行日時", moment(reprint.at)), ("再発行の理由", reprint.reason), ("再発行者", reprint.by))
        if reprint
        else ()
    )
    known = (
        ("発行日時", moment(slip.issued_at)),
        *again,
        ("窓口", slip.facts.office.counter_name),
        ("担当", slip.clerk_name),
        ("記録番号", slip.chain.code),
    )
    return Fields(tuple(Field(label, value) for label, value in known if value), paired=True, tone=Tone.SMALL)
