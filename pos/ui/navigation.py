"""Which page stands behind which name (made on first use), and the function keys common to all."""

from collections.abc import Callable
from importlib import import_module
from typing import Final

from pos.domain.staff import Right
from pos.ui.desk import Desk
from pos.ui.page import Function, Page, PageName

# Modules are imported when their page is first shown: the login page must paint at once (G1).
PAGES: Final[dict[PageName, tuple[str, str]]] = {
    PageName.LOGIN: ("pos.ui.start.login", "LoginPage"),
    PageName.FIRST_PERSON: ("pos.ui.start.first_person", "FirstPersonPage"),
    PageName.FOUNDING: ("pos.ui.start.founding", "FoundingPage"),
    PageName.FOUNDED: ("pos.ui.start.founding", "FoundedPage"),
    PageName.TROUBLE: ("pos.ui.start.trouble", "TroublePage"),
    PageName.HOME: ("pos.ui.start.home", "HomePage"),
    PageName.OPENING: ("pos.ui.start.opening", "OpeningPage"),
    PageName.SALE: ("pos.ui.sale.sale_page", "SalePage"),
    PageName.PAYMENT: ("pos.ui.sale.payment_page", "PaymentPage"),
    PageName.RESULT: ("pos.ui.sale.result_page", "ResultPage"),
    PageName.UNKNOWN: ("pos.ui.sale.unknown_page", "UnknownPage"),
    PageName.SALES: ("pos.ui.audit.sales_page", "SalesPage"),
    PageName.CLOSING: ("pos.ui.closing.closing_page", "ClosingPage"),
    PageName.ADMIN: ("pos.ui.admin.admin_page", "AdminPage"),
}


def make_page(name: PageName, desk: Desk) -> Page:
    """The page of that name, new."""
    module, kind = PAGES[name]
    maker: Callable[[Desk], Page] = getattr(import_module(module), kind)
    return maker(desk)


def common_functions(desk: Desk, here: PageName) -> dict[int, Function]:
    """The keys that mean the same on every page: where the person may go, and 更新."""
    if desk.staff is None or not desk.is_open:
        return {}
    free = not desk.working
    day = desk.situation.day is not None
    return {
        1: Function("売上", lambda: desk.go(home_of(desk)), free and desk.may(Right.SELL)),
        2: Function("取引一覧", lambda: desk.go(PageName.SALES), free and desk.may(Right.LOOK_UP)),
        5: Function("更新", lambda: _renew(desk, here), free),
        8: Function("未了", lambda: desk.go(PageName.UNKNOWN), free and bool(desk.situation.questions)),
        10: Function("点検・精算", lambda: desk.go(PageName.CLOSING), free and day and _counts(desk)),
        11: Function("管理", lambda: desk.go(PageName.ADMIN), free and desk.may(Right.LOOK_UP)),
    }


def first_page(desk: Desk) -> PageName:
    """Where a counter begins while nobody is logged in."""
    return PageName.FIRST_PERSON if desk.situation.needs_administrator else PageName.LOGIN


def home_of(desk: Desk) -> PageName:
    """Where a person begins: selling, opening or closing yesterday, else the plain home page."""
    situation = desk.situation
    if situation.day is not None and not situation.left_open and desk.may(Right.SELL):
        return PageName.SALE
    if situation.day is None and desk.may(Right.OPEN_DAY):
        return PageName.OPENING
    return PageName.HOME


def _counts(desk: Desk) -> bool:
    return desk.may(Right.CLOSE_DAY) or desk.may(Right.LOOK_UP)


def _renew(desk: Desk, here: PageName) -> None:
    desk.check_terminal()
    desk.refresh(lambda: desk.go(here))
