"""People at the counter and what each may do (地方自治法 171条: 出納員 and 現金取扱員)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos.domain.ids import StaffId
from pos.errors import AccessError, Reason


class Role(StrEnum):
    CLERK = "clerk"  # 係員 (現金取扱員)
    CASHIER = "cashier"  # 出納員
    AUDITOR = "auditor"  # 監査
    ADMINISTRATOR = "administrator"  # 管理者


ROLE_NAMES: Final = {
    Role.CLERK: "係員",
    Role.CASHIER: "出納員",
    Role.AUDITOR: "監査",
    Role.ADMINISTRATOR: "管理者",
}


class Right(StrEnum):
    SELL = "sell"
    OPEN_DAY = "open_day"
    CLOSE_DAY = "close_day"
    WITNESS = "witness"  # second person at a close
    CANCEL = "cancel"
    APPROVE = "approve"  # second person for 取消 and for settling 処理未了
    SETTLE_UNKNOWN = "settle_unknown"
    LOOK_UP = "look_up"
    REPRINT = "reprint"
    MANAGE = "manage"


_R = Right
RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.CLERK: frozenset({_R.SELL, _R.WITNESS, _R.CANCEL, _R.LOOK_UP, _R.REPRINT}),
    Role.CASHIER: frozenset(set(Right) - {_R.MANAGE}),
    Role.AUDITOR: frozenset({_R.LOOK_UP, _R.REPRINT}),
    Role.ADMINISTRATOR: frozenset({_R.MANAGE, _R.LOOK_UP}),
}


@dataclass(frozen=True, slots=True)
class Staff:
    """One person: 職員番号, name and roles; inactive people stay in the books."""

    id: StaffId
    name: str
    roles: frozenset[Role]
    active: bool = True

    def may(self, right: Right) -> bool:
        return self.active and any(right in RIGHTS[role] for role in self.roles)

    def require(self, right: Right) -> None:
        """Raises AccessError NOT_ALLOWED (facts: right, name)."""
        if not self.may(right):
            raise AccessError(Reason.NOT_ALLOWED, right=right.value, name=self.name)
