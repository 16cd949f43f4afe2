"""Which field a refusal is about: the complaint goes below it, the focus into it."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtWidgets import QWidget

from pos.domain.staff import Right
from pos.errors import OperatingError, Reason
from pos.ui.widgets.fields import Field

NUMBER: Final = "職員番号"
PASSWORD: Final = "パスワード"  # noqa: S105 - the label of a field
SECOND_PERSON: Final = (Right.APPROVE.value, Right.WITNESS.value)
ABOUT: Final = {  # part of the label of the field that the reason is about
    Reason.REASON_REQUIRED: "理由",
    Reason.LOGIN_FAILED: PASSWORD,
    Reason.LOGIN_DELAYED: PASSWORD,
    Reason.PASSWORD_TOO_SHORT: PASSWORD,
    Reason.PASSWORD_TOO_COMMON: PASSWORD,
    Reason.LOGIN_LOCKED: NUMBER,
    Reason.STAFF_EXISTS: NUMBER,
    Reason.APPROVER_REQUIRED: NUMBER,
    Reason.APPROVER_IS_SAME_PERSON: NUMBER,
    Reason.WITNESS_REQUIRED: NUMBER,
    Reason.WITNESS_IS_SAME_PERSON: NUMBER,
}


def clear(fields: Iterable[QWidget]) -> None:
    """What was wrong at the last attempt is forgotten before the next one."""
    for field in fields:
        if isinstance(field, Field):
            field.complain(None)


def point_at(error: OperatingError, fields: Iterable[QWidget]) -> OperatingError:
    """Show the error at its field, with the focus there; returns it in the field's own name.

    An error that is about none of the fields comes back as it is.
    """
    about = _about(error)
    shown = (each for each in fields if isinstance(each, Field) and not each.isHidden())
    field = next((each for each in shown if about and about in each.label), None)
    if field is None:
        return error
    named = type(error)(error.reason, **{**error.facts, "label": field.label.split("（")[0]})
    field.complain(named)
    field.setFocus()
    field.line.selectAll()
    return named


def _about(error: OperatingError) -> str:
    if error.reason is Reason.NOT_ALLOWED:
        return NUMBER if error.facts.get("right") in SECOND_PERSON else ""
    return ABOUT.get(error.reason, str(error.facts.get("label", "")))
