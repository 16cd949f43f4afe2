"""Where a conversation with the terminal stands, in the words of the step list."""

from typing import Final

from pos.ports import Notice, Phase

STEPS: Final = ("金額送信", "カードをかざしてください", "確認中", "完了")

PHASES: Final[dict[Phase, tuple[int, str]]] = {
    Phase.LINK_SEND: (0, "端末に金額を送っています。"),
    Phase.WAIT_ACCEPT: (0, "端末の準備を待っています。"),
    Phase.WAIT_CARD: (1, "お客様にカードをかざしていただいてください。"),
    Phase.CARD_IN_FIELD: (2, "カードを読んでいます。カードを離さないでください。"),
    Phase.PROCESSING: (2, "端末が処理しています。カードを離さないでください。"),
    Phase.RESULT_RECEIVED: (2, "結果を受け取りました。"),
    Phase.CONFIRMING: (2, "端末に受取りを知らせています。"),
    Phase.PRINTING: (3, "書類を作っています。"),
    Phase.RECOVERING: (2, "端末に結果を問い合わせています。カードはまだ返さないでください。"),
}

NOTICES: Final[dict[Notice, str]] = {
    Notice.NONE: "",
    Notice.TOUCH: "カードをかざしてください",
    Notice.TOUCH_AGAIN: "もう一度、同じカードをかざしてください",
    Notice.OTHER_CARD: "別のカードです。はじめのカードをかざしてください",
    Notice.BALANCE_SHORT: "残高が足りません",
    Notice.REMOVE_CARD: "カードを離してください",
}


def phase_text(phase: Phase) -> str:
    """What is going on, for the clerk."""
    return PHASES[phase][1]


def notice_text(notice: Notice) -> str:
    """What the visitor should do; empty where nothing is asked of them."""
    return NOTICES[notice]


def step_of(phase: Phase) -> int:
    """The index in `STEPS` that this phase belongs to."""
    return PHASES[phase][0]
