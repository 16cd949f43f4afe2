"""Tables of whose ledger it is, the people, their logins, and the fees. All insert-only."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String

from pos.domain.catalog import PaperSize, TaxClass, Unit
from pos.ledger.schema.columns import (
    COUNTER,
    LoginOutcome,
    check,
    identity,
    instant,
    once,
    refers,
    table,
    text,
    yen,
)
from pos.ledger.types import one_of, stored_by_value
from pos.ledger.values import LedgerKind

ledger_identity = table(
    "ledger_identity",
    identity("ledger_id"),
    Column("kind", stored_by_value(LedgerKind), nullable=False),
    text("office_name"),
    instant("created_at"),
    one_of("kind", LedgerKind),
    key=(),
)

staff = table("staff", text("staff_id"), instant("added_at"), key=("staff_id",))

staff_revision = table(
    "staff_revision",
    text("staff_id"),
    Column("revision", Integer, nullable=False),
    text("name"),
    text("roles"),  # values of Role, sorted, with commas between
    Column("active", Boolean, nullable=False),
    # The journal carries only the digest of the hash: a copy of the journal opens no door.
    Column("password_hash", String, nullable=False, info={"digest": True}),
    instant("changed_at"),
    text("changed_by", optional=True),  # NULL: the first-run assistant
    refers("staff_id", "staff.staff_id"),
    key=("staff_id", "revision"),
)

login = table(
    "login",
    Column("number", Integer, nullable=False),
    text("staff_id"),  # as typed; it may name nobody
    Column("outcome", stored_by_value(LoginOutcome), nullable=False),
    instant("at"),
    text("by", optional=True),
    one_of("outcome", LoginOutcome),
    key=("number",),
)
Index("login_by_staff", login.c[COUNTER], login.c.staff_id, login.c.number)

fee = table(
    "fee",
    Column("number", Integer, nullable=False),  # the order in which fees were listed
    text("product_code"),
    text("product_name"),
    Column("size", stored_by_value(PaperSize), nullable=False),
    Column("unit", stored_by_value(Unit), nullable=False),
    yen("price"),
    text("account_code"),
    text("account_name"),
    Column("tax_class", stored_by_value(TaxClass), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    instant("added_at"),
    text("added_by", optional=True),
    one_of("size", PaperSize),
    one_of("unit", Unit),
    one_of("tax_class", TaxClass),
    check("price_not_negative", "price >= 0"),
    once("product_code", "size", "valid_from"),
    key=("number",),
)
