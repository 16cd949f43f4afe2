"""Tables of the sale: its lines, the attempts to pay, results noted on the way, and its papers."""

from sqlalchemy import Column, Index, Integer, and_

from pos.domain.catalog import PaperSize, TaxClass, Unit
from pos.domain.payment import Direction, Method, PaymentState
from pos.domain.receipt import Series
from pos.domain.sale import SaleKind, SaleState
from pos.ledger.schema.columns import COUNTER, check, identity, instant, once, refers, table, text, yen
from pos.ledger.types import FiscalYearColumn, one_of, stored_by_value

OPEN_STATES = tuple(state for state in PaymentState if state.is_open)

sale = table(
    "sale",
    identity("sale_id"),
    Column("day", Integer, nullable=False),  # on which it was promised
    Column("number", Integer, nullable=False),
    Column("fiscal_year", FiscalYearColumn, nullable=False),
    Column("kind", stored_by_value(SaleKind), nullable=False),
    Column("state", stored_by_value(SaleState), nullable=False),
    text("clerk"),
    text("approver", optional=True),
    instant("created_at"),
    Column("booked_day", Integer, nullable=True),  # on which it was settled: its totals count there
    instant("settled_at", optional=True),
    yen("total"),
    yen("listed_total"),
    text("application_no"),
    text("addressee"),
    text("ground"),
    text("body"),
    identity("cancels", optional=True),
    one_of("kind", SaleKind),
    one_of("state", SaleState),
    check("settled_whole", "(state = 'settled') = (booked_day IS NOT NULL AND settled_at IS NOT NULL)"),
    check("unsettled_bare", "state = 'settled' OR (booked_day IS NULL AND settled_at IS NULL)"),
    check("official_use_is_free", "kind <> 'official_use' OR total = 0"),
    check("cancellation_names_its_sale", "(kind = 'cancellation') = (cancels IS NOT NULL)"),
    check("sign", "CASE kind WHEN 'cancellation' THEN total <= 0 ELSE total >= 0 END"),
    check("four_eyes", "approver IS NULL OR approver <> clerk"),
    once("day", "number"),
    refers("day", "business_day.day"),
    refers("booked_day", "business_day.day"),
    refers("clerk", "staff.staff_id"),
    refers("approver", "staff.staff_id"),
    refers("cancels", "sale.sale_id"),
    key=("sale_id",),
)
Index(
    "sale_cancelled_once",
    sale.c[COUNTER],
    sale.c.cancels,
    unique=True,
    sqlite_where=and_(sale.c.cancels.is_not(None), sale.c.state != SaleState.ABANDONED),
)
Index("sale_by_booked_day", sale.c[COUNTER], sale.c.booked_day, sale.c.kind)

sale_line = table(
    "sale_line",
    identity("sale_id"),
    Column("position", Integer, nullable=False),
    text("product_code"),
    text("product_name"),
    Column("size", stored_by_value(PaperSize), nullable=False),
    Column("unit", stored_by_value(Unit), nullable=False),
    yen("unit_price"),
    Column("copies", Integer, nullable=False),  # negative in a cancellation
    yen("listed_amount"),
    yen("amount"),
    text("account_code"),
    text("account_name"),
    Column("tax_class", stored_by_value(TaxClass), nullable=False),
    text("town"),
    text("drawing_no"),
    text("parcel_no"),
    one_of("size", PaperSize),
    one_of("unit", Unit),
    one_of("tax_class", TaxClass),
    check("some_copies", "copies <> 0"),
    check("price_times_copies", "listed_amount = unit_price * copies"),
    check("charged_or_free", "amount = listed_amount OR amount = 0"),
    refers("sale_id", "sale.sale_id", deferred=True),
    key=("sale_id", "position"),
)

payment = table(
    "payment",
    identity("payment_id"),
    identity("sale_id"),
    Column("attempt", Integer, nullable=False),
    Column("method", stored_by_value(Method), nullable=False),
    Column("direction", stored_by_value(Direction), nullable=False),
    yen("amount"),
    Column("state", stored_by_value(PaymentState), nullable=False),
    instant("requested_at"),
    text("terminal_id", optional=True),
    text("mark", optional=True),  # HighWaterMark as canonical JSON
    Column("clock_offset_s", Integer, nullable=False),
    yen("tendered", optional=True),
    text("conclusion", optional=True),  # Conclusion as canonical JSON
    instant("concluded_at", optional=True),
    one_of("method", Method),
    one_of("direction", Direction),
    one_of("state", PaymentState),
    check("amount_not_negative", "amount >= 0"),
    check("tender_enough", "tendered IS NULL OR (method = 'cash' AND tendered >= amount)"),
    check("e_money_moves_money", "method = 'cash' OR amount > 0"),
    check("terminal_named", "(method = 'e_money') = (terminal_id IS NOT NULL)"),
    check("concluded_whole", "(conclusion IS NULL) = (concluded_at IS NULL)"),
    check("promise_is_bare", "(state = 'requested') = (conclusion IS NULL)"),
    once("sale_id", "attempt"),
    refers("sale_id", "sale.sale_id"),
    key=("payment_id",),
)
Index(
    "payment_one_open_per_terminal",
    payment.c[COUNTER],
    payment.c.terminal_id,
    unique=True,
    sqlite_where=and_(payment.c.state.in_(OPEN_STATES), payment.c.terminal_id.is_not(None)),
)
Index(
    "payment_by_terminal",
    payment.c[COUNTER],
    payment.c.terminal_id,
    payment.c.requested_at,
    sqlite_where=payment.c.terminal_id.is_not(None),
)
Index("payment_open", payment.c[COUNTER], payment.c.state, sqlite_where=payment.c.state.in_(OPEN_STATES))

# What a terminal did that no payment of ours accounts for: a late approval, a charge by hand.
stray_record = table(
    "stray_record",
    text("terminal_id"),
    Column("number", Integer, nullable=False),
    text("record"),  # TransactionRecord as canonical JSON
    instant("seen_at"),
    key=("terminal_id", "number"),
)

payment_result = table(
    "payment_result",
    identity("payment_id"),
    Column("number", Integer, nullable=False),
    text("outcome"),  # Outcome as canonical JSON
    instant("received_at"),
    refers("payment_id", "payment.payment_id"),
    key=("payment_id", "number"),
)

paper = table(
    "paper",
    Column("series", stored_by_value(Series), nullable=False),
    Column("fiscal_year", FiscalYearColumn, nullable=False),
    Column("serial", Integer, nullable=False),
    identity("sale_id"),
    Column("day", Integer, nullable=False),
    instant("issued_at"),
    text("snapshot"),  # the ReceiptSnapshot as canonical JSON
    one_of("series", Series),
    once("sale_id"),
    refers("sale_id", "sale.sale_id"),
    refers("day", "business_day.day"),
    key=("series", "fiscal_year", "serial"),
    rowid=True,
)
Index("paper_by_day", paper.c[COUNTER], paper.c.day, paper.c.series, paper.c.fiscal_year, paper.c.serial)

paper_print = table(
    "paper_print",
    Column("series", stored_by_value(Series), nullable=False),
    Column("fiscal_year", FiscalYearColumn, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("copy", Integer, nullable=False),  # 0 the original, then 再発行 1, 2 …
    instant("printed_at"),
    text("printed_by"),
    text("reason"),
    text("sha256"),
    text("file_name"),
    refers(("series", "fiscal_year", "serial"), "paper.series,fiscal_year,serial"),
    refers("printed_by", "staff.staff_id"),
    key=("series", "fiscal_year", "serial", "copy"),
)

day_print = table(
    "day_print",
    Column("day", Integer, nullable=False),
    Column("copy", Integer, nullable=False),
    instant("printed_at"),
    text("printed_by"),
    text("sha256"),
    text("file_name"),
    refers("day", "business_day.day"),
    refers("printed_by", "staff.staff_id"),
    key=("day", "copy"),
)
