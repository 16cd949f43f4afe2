"""処理未了 in words: what is known, what the rule of the brand says, what was asked, what it proves."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from pos.domain.brands import Brand, UnknownMeans
from pos.domain.card import CardReading
from pos.domain.days import aware, japanese_date
from pos.domain.guidance import Guidance, GuideStep, Proposal, Step
from pos.domain.inquiry import Inquiry, Source
from pos.domain.money import Yen
from pos.domain.payment import Approved, Declined, Direction, NotCharged, Unknown, UnknownCause
from pos.ui.widgets.facts import Fact
from pos.wording import BRANDS, unknown_text

if TYPE_CHECKING:
    from pos.domain.unknown_slip import SlipRule

NOT_ASKED: Final = (
    "端末が答えず、問い合わせできませんでした。電源とケーブル、端末の画面を確かめてください。\n"
    "端末がふさがっているときは、少し待つと答えます。20秒ごとに自動でも問い合わせます。"
)
BUSY: Final = (
    "端末がほかの処理をしていて、まだ答えられません。端末の画面を確かめてください。\n"
    "少し待つと答えます。20秒ごとに自動でも問い合わせます。"
)
NOT_PROVED: Final = "端末の記録からは分かりませんでした。同じカードで残高照会を行ってください。"
CARD_NOT_READ: Final = (
    "端末につながらず、残高照会ができませんでした。電源とケーブルを確かめて、もう一度行ってください。"
    "結果が分かるまで、別の方法では受け取らないでください。"
)
CARD_STOPPED: Final = "残高照会を中止しました。"
NO_CARD: Final = "カードがかざされませんでした。もう一度行ってください。"
SLIP_PRINTED: Final = "処理未了票を印刷しました。お客様にお渡しし、控えを残してください。"
SLIP_SAVED: Final = (
    "処理未了票をPDFで保存しました（まだ紙ではありません）。印刷してお客様にお渡しし、控えを残してください。"
)
NOT_COMPARED: Final = (
    "残高照会の結果はまだありません。端末の記録や決済事業者の回答を証拠として書いてください。"
)
STEPS: Final[dict[Step, str]] = {
    Step.ASK_TERMINAL: "端末に再照会（F5）",
    Step.READ_CARD: "同じカードで残高照会（F9）",
    Step.ENTER_BALANCE: "取引前残高を入力して比べる（F6）",
    Step.HAND_OUT_SLIP: "処理未了票を渡し、連絡先を控える（F3）",
    Step.CALL_ACQUIRER: "決済事業者に売上調査を依頼する",
    Step.SETTLE: "証拠をそろえて確定する（F7）",
}
MEANS: Final[dict[UnknownMeans, str]] = {
    UnknownMeans.NOT_A_SALE: "次にかざすか調査で分かるまで、売上ではありません",
    UnknownMeans.SALE: "引き去られていないと分かるまで、売上として扱われます",
    UnknownMeans.REDO: "売上ではありません。結果を確定してから、お支払いをやり直します",
}


PROVES: Final[dict[bool | None, str]] = {
    True: "引き去られています。",
    False: "引き去られていません。",
    None: "これだけでは決められません。",
}


def age_words(age: timedelta) -> str:
    """How long it has been open, coarsely."""
    minutes = int(age.total_seconds()) // 60
    if minutes < 60:
        return f"{max(minutes, 0)}分"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}時間{minutes}分" if hours < 24 else f"{hours // 24}日"


def deadline_words(until: date | None, days_left: int | None) -> str:
    """期限 with the days left; a mark where it is near or over."""
    if until is None or days_left is None:
        return "定めなし"
    return f"{until:%m/%d} {_left(days_left)}"


def _left(days: int) -> str:
    if days < 0:
        return "！ 期限切れ"
    return "！ 今日まで" if days == 0 else f"あと{days}日"


def headline(guide: Guidance) -> str:
    """Which payment, what happened."""
    payment = guide.question.payment
    kind = "取消" if payment.direction is Direction.CANCEL else "支払"
    cause = payment.conclusion.cause if isinstance(payment.conclusion, Unknown) else None
    why = unknown_text(cause) if cause else "処理の途中で止まりました。"
    return f"取引番号 {guide.question.sale.number}の{kind}が終わったかどうか分かりません。{why}"


def fact_rows(guide: Guidance) -> list[Fact]:
    """What somebody needs beside the steps."""
    known, asked = guide.known, guide.asked
    check = f"{where_to_look(guide)}で確かめる"  # told in an answer that may be of another payment
    return [
        ("取引前残高", check if known.misfit else _balance_before(guide)),
        ("カード", check if known.misfit else _card(known.brand, known.card_last4)),
        ("端末識別番号", known.terminal_no or "―"),
        ("売上調査の期限", _deadline(guide)),
        ("決済事業者", "　".join(filter(None, (guide.acquirer, guide.contact)))),
        ("端末の答え", "まだ問い合わせていません" if asked is None else inquiry_words(asked)),
        ("カードの残高", "" if guide.reading is None else card_words(guide.reading)),
    ]


def where_to_look(guide: Guidance) -> str:
    """Where the terminal shows what it has not told: on a slip only where it prints one."""
    return "端末の売上票" if guide.terminal_prints else "端末の画面や履歴"


def _balance_before(guide: Guidance) -> str:
    if guide.known.balance_before is None:
        return f"分かりません（{where_to_look(guide)}を見る）"
    return str(guide.known.balance_before)


def rule_words(rules: "tuple[SlipRule, ...]") -> str:
    """What a 処理未了 means by the contract, per brand where it is not known."""
    if len({each.means for each in rules}) == 1:
        return f"契約では、{MEANS[rules[0].means]}。"
    alike: dict[UnknownMeans, list[str]] = {}
    for each in rules:
        alike.setdefault(each.means, []).append(BRANDS[each.brand])
    return "\n".join(f"{'・'.join(names)}: {MEANS[means]}。" for means, names in alike.items())


def next_step(guide: Guidance, weighed: Proposal | None) -> Step:
    """The guide's, or 確定 once a comparison has shown what happened."""
    shown = weighed is not None and weighed.charged is not None
    return Step.SETTLE if shown else guide.next_step


def compared(step: GuideStep, weighed: Proposal | None) -> bool:
    """Whether it is the comparison, and it has shown what happened."""
    return step.step is Step.ENTER_BALANCE and weighed is not None and weighed.charged is not None


def step_words(step: GuideStep, number: int, *, now: bool, done: bool = False, made: str = "") -> str:
    """One line of the guide: done with its time where it is known, the next one, or still to come. `made`:
    what became of the slip; whether it was handed over is never known, so that step is never ticked."""
    what = f"{'①②③④⑤⑥'[number]} {STEPS[step.step]}"
    if step.step is Step.HAND_OUT_SLIP:
        return f"{'▶' if now else '・'} {what}" + (f"　{made} {_clock(step.done_at)}" if step.done_at else "")
    when = f"　済 {_clock(step.done_at)}" if step.done_at else "　済" if done else ""
    return f"{'✓' if when else '▶' if now else '　'} {what}{when}"


def slip_words(guide: Guidance) -> str:
    """What became of 処理未了票, as far as the counter knows."""
    return "印刷済" if guide.slip_on_paper else "保存済"


def inquiry_words(inquiry: Inquiry) -> str:
    """When the terminal or the card was asked, by whom, and what it proved."""
    who = "自動" if inquiry.by is None else "照会"
    return f"{_clock(inquiry.at)} {who}　{answer_words(inquiry)}"


def open_words(inquiry: Inquiry | None) -> str:
    """What an inquiry that settled nothing means for the next step; None: nobody was asked."""
    cause = inquiry.answer.cause if inquiry and isinstance(inquiry.answer, Unknown) else None
    if inquiry is None or cause is UnknownCause.INTERRUPTED:
        return NOT_ASKED
    return BUSY if cause is UnknownCause.BUSY else NOT_PROVED


def answer_words(inquiry: Inquiry) -> str:
    """What the answer proves."""
    match inquiry.answer:
        case Approved():
            return "引き去られています"
        case Declined() | NotCharged():
            return "引き去られていません"
        case Unknown(cause=UnknownCause.INTERRUPTED):
            return "端末につながりませんでした"
        case Unknown(cause=UnknownCause.BUSY):
            return "端末がほかの処理中でした"
        case Unknown():
            of_card = inquiry.source is Source.CARD
            return "残高からは決められません" if of_card else "端末の記録からは決められません"


def card_words(reading: CardReading) -> str:
    """What the card says."""
    told = f"{_card(reading.brand, reading.card_last4)}　残高 {reading.balance}"
    if reading.last_at is None or reading.last_amount is None:  # not told, or the card was never used
        return told
    return f"{told}　最後の利用 {reading.last_amount}（{_day_and_clock(reading.last_at)}）"


def proposal_words(proposal: Proposal, guide: Guidance) -> str:
    """What comparing proves, and what to do next."""
    reading, before = proposal.reading, proposal.balance_before
    if reading is None:
        return "まだカードの残高を読んでいません。先に残高照会（F9）を行ってください。"
    if before is None:
        look = where_to_look(guide)
        return f"{card_words(reading)}\n取引前残高が分かりません。{look}で確かめて入力してください（F6）。"
    return f"{_comparison(before, reading)}\n→ {_meaning(proposal, where_to_look(guide))}"


def settling_words(proposal: Proposal, guide: Guidance) -> str:
    """The same for the person who settles: all that was asked and what it proves, and no key to press."""
    reading, before = proposal.reading, proposal.balance_before
    asked = "" if guide.asked is None else f"端末の答え: {inquiry_words(guide.asked)}"
    if reading is None:
        return "\n".join(filter(None, (asked, NOT_COMPARED)))
    if before is None:
        return "\n".join(
            filter(None, (asked, f"残高照会: {card_words(reading)}　取引前残高は分かりません。"))
        )
    return f"{_comparison(before, reading)}\n{PROVES[proposal.charged]}"


def _comparison(before: Yen, reading: CardReading) -> str:
    return f"取引前 {before} → 今 {reading.balance}　{_card(reading.brand, reading.card_last4)}"


def evidence_words(proposal: Proposal) -> str:
    """The evidence as it goes into the books, to be read and completed by the person."""
    reading = proposal.reading
    if reading is None:
        return ""
    before = "" if proposal.balance_before is None else f"取引前{proposal.balance_before} "
    return f"残高照会 {before}今{reading.balance} カード末尾{reading.card_last4 or '不明'}"


def _meaning(proposal: Proposal, look: str) -> str:
    if proposal.charged is None:
        return f"{PROVES[None]}同じカードか確かめ、{look}も見てください。"
    chosen = "引去りあり" if proposal.charged else "引去りなし"
    return f"{PROVES[proposal.charged]}確定（F7）で「{chosen}」にします。"


def _deadline(guide: Guidance) -> str:
    if guide.inquiry_until is None or guide.days_left is None:
        return "契約に定めがありません"
    return f"{japanese_date(guide.inquiry_until)}　{_left(guide.days_left)}"


def _card(brand: Brand, last4: str) -> str:
    name = "" if brand is Brand.UNKNOWN else BRANDS[brand]
    return "　".join(filter(None, (name, f"末尾 {last4}" if last4 else ""))) or "分かりません"


def _clock(at: datetime) -> str:
    return f"{aware(at):%H:%M:%S}"


def _day_and_clock(at: datetime) -> str:
    return f"{aware(at):%m/%d %H:%M}"
