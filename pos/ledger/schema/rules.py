"""The rules that span rows, as conditions under which SQLite refuses an insert or a move.

Each is (event, name, broken): where `broken` holds, the statement fails with `name`.
"""

from typing import Final

from sqlalchemy import Table

from pos.domain.payment import PaymentState
from pos.ledger.schema import JOURNAL, books, days, people, sales, unknowns
from pos.ledger.schema.sales import OPEN_STATES

INSERT: Final = "INSERT"
UPDATE: Final = "UPDATE"
_OPEN_PAYMENT: Final = ", ".join(f"'{state.value}'" for state in OPEN_STATES)
Rule = tuple[str, str, str]


def _select(what: str, table: str, where: str) -> str:
    own = "t.counter_id = NEW.counter_id"
    return f"(SELECT {what} FROM {table} AS t WHERE {own} AND {where})"  # noqa: S608 - names of our schema


def _exists(table: str, where: str) -> str:
    return f"EXISTS {_select('1', table, where)}"


def _gap_free(table: str, number: str, *within: str, first: int = 1) -> Rule:
    """`number` counts on from the highest one within counter and `within`, without gaps."""
    where = " AND ".join([f"t.{name} = NEW.{name}" for name in within] or ["TRUE"])
    highest = _select(f"coalesce(max(t.{number}), {first - 1}) + 1", table, where)
    return (INSERT, f"{table}_{number}_gap", f"NEW.{number} IS NOT {highest}")


def _day_open(column: str = "day") -> str:
    return _exists("business_day", f"t.day = NEW.{column} AND t.state = 'open'")


def _parts_first(whole: str, key: str, own: str) -> Rule:
    """Parts are written before their whole; nothing can be added to a whole that stands."""
    return (INSERT, f"{whole}_is_complete", _exists(whole, f"t.{key} = NEW.{own}"))


_SETTLING = "NEW.state = 'settled'"
_NEEDS_PAYMENT = "NEW.kind <> 'official_use'"
RULES: Final[dict[Table, tuple[Rule, ...]]] = {
    people.ledger_identity: ((INSERT, "ledger_has_one_identity", "EXISTS (SELECT 1 FROM ledger_identity)"),),
    people.staff_revision: (_gap_free("staff_revision", "revision", "staff_id"),),
    people.login: (_gap_free("login", "number"),),
    people.fee: (_gap_free("fee", "number"),),
    days.business_day: (
        _gap_free("business_day", "day"),
        (INSERT, "day_begins_open", "NEW.state <> 'open'"),
        (INSERT, "day_date_before_last", _exists("business_day", "t.business_date > NEW.business_date")),
        (UPDATE, "day_closing_missing", f"NOT {_exists('day_closing', 't.day = NEW.day')}"),
    ),
    days.cash_count: (
        _gap_free("cash_count", "attempt", "day", "kind"),
        (INSERT, "count_needs_open_day", f"NOT {_day_open()}"),
        (
            INSERT,
            "count_adds_up",
            "NEW.total IS NOT "
            + _select("sum(t.denomination * t.pieces)", "cash_count_line", "t.count_id = NEW.count_id"),
        ),
    ),
    days.cash_count_line: (_parts_first("cash_count", "count_id", "count_id"),),
    days.day_closing: (
        _gap_free("day_closing", "z_number"),
        (INSERT, "closing_needs_open_day", f"NOT {_day_open()}"),
        (
            INSERT,
            "payment_running",
            _exists("payment", f"t.state IN ({_OPEN_PAYMENT}) AND t.state = 'requested'"),
        ),
    ),
    sales.sale: (
        _gap_free("sale", "number", "day"),
        (INSERT, "sale_begins_promised", "NEW.state <> 'promised'"),
        (INSERT, "sale_needs_open_day", f"NOT {_day_open()}"),
        (
            INSERT,
            "sale_adds_up",
            "(NEW.total, NEW.listed_total) IS NOT "
            + _select("sum(t.amount), sum(t.listed_amount)", "sale_line", "t.sale_id = NEW.sale_id"),
        ),
        (
            INSERT,
            "cancels_settled_sale",
            "NEW.cancels IS NOT NULL AND NOT "
            + _exists("sale", "t.sale_id = NEW.cancels AND t.state = 'settled' AND t.total = -NEW.total"),
        ),
        (UPDATE, "settling_needs_open_day", f"{_SETTLING} AND NOT {_day_open('booked_day')}"),
        (
            UPDATE,
            "settling_needs_payment",
            f"{_SETTLING} AND {_NEEDS_PAYMENT} AND NOT "
            + _exists("payment", "t.sale_id = NEW.sale_id AND t.state = 'approved'"),
        ),
        (
            UPDATE,
            "settling_needs_voucher",
            f"{_SETTLING} AND NEW.total <> 0 AND NOT "
            + _exists("voucher", "t.sale_id = NEW.sale_id AND t.day = NEW.booked_day"),
        ),
        (
            UPDATE,
            "settling_needs_paper",
            f"{_SETTLING} AND NOT " + _exists("paper", "t.sale_id = NEW.sale_id AND t.day = NEW.booked_day"),
        ),
        (
            UPDATE,
            "abandoning_takes_no_money",
            "NEW.state = 'abandoned' AND "
            + _exists("payment", f"t.sale_id = NEW.sale_id AND t.state IN ('approved', {_OPEN_PAYMENT})"),
        ),
    ),
    sales.sale_line: (_parts_first("sale", "sale_id", "sale_id"),),
    sales.payment: (
        _gap_free("payment", "attempt", "sale_id"),
        (INSERT, "payment_begins_requested", f"NEW.state <> '{PaymentState.REQUESTED.value}'"),
        (
            INSERT,
            "payment_is_for_the_sale",
            "NOT "
            + _exists(
                "sale",
                "t.sale_id = NEW.sale_id AND t.state = 'promised' AND abs(t.total) = NEW.amount"
                " AND (t.kind = 'cancellation') = (NEW.direction = 'cancel')",
            ),
        ),
        # NULL, so no objection, for a conclusion that names no people.
        (
            UPDATE,
            "settlement_four_eyes",
            "json_extract(NEW.conclusion, '$.staff') = json_extract(NEW.conclusion, '$.approver')",
        ),
    ),
    sales.stray_record: (_gap_free("stray_record", "number", "terminal_id"),),
    sales.payment_result: (
        _gap_free("payment_result", "number", "payment_id"),
        (
            INSERT,
            "result_of_open_payment",
            "NOT " + _exists("payment", f"t.payment_id = NEW.payment_id AND t.state IN ({_OPEN_PAYMENT})"),
        ),
    ),
    sales.paper: (
        _gap_free("paper", "serial", "series", "fiscal_year"),
        (
            INSERT,
            "paper_of_promised_sale",
            "NOT " + _exists("sale", "t.sale_id = NEW.sale_id AND t.state = 'promised'"),
        ),
        (INSERT, "paper_needs_open_day", f"NOT {_day_open()}"),
    ),
    sales.paper_print: (_gap_free("paper_print", "copy", "series", "fiscal_year", "serial", first=0),),
    sales.day_print: (_gap_free("day_print", "copy", "day", first=0),),
    unknowns.inquiry: (
        _gap_free("inquiry", "number", "payment_id"),
        (
            INSERT,
            "inquiry_of_open_payment",
            "NOT " + _exists("payment", f"t.payment_id = NEW.payment_id AND t.state IN ({_OPEN_PAYMENT})"),
        ),
    ),
    unknowns.unknown_slip: (
        _gap_free("unknown_slip", "serial", "fiscal_year"),
        (
            INSERT,
            "slip_of_unknown_payment",
            "NOT " + _exists("payment", "t.payment_id = NEW.payment_id AND t.state = 'unknown'"),
        ),
    ),
    unknowns.slip_print: (_gap_free("slip_print", "copy", "payment_id", first=0),),
    books.entry: (_parts_first("voucher", "number", "voucher"),),
    books.voucher: (
        _gap_free("voucher", "number"),
        (INSERT, "voucher_needs_open_day", f"NOT {_day_open()}"),
        # No entries give NULL, which IS NOT 0.
        (
            INSERT,
            "voucher_sums_to_zero",
            _select("sum(t.amount)", "entry", "t.voucher = NEW.number") + " IS NOT 0",
        ),
        (
            INSERT,
            "voucher_of_promised_sale",
            "NEW.sale_id IS NOT NULL AND NOT "
            + _exists("sale", "t.sale_id = NEW.sale_id AND t.state = 'promised'"),
        ),
    ),
    books.day_total: (
        (INSERT, "total_of_open_day", f"NOT {_day_open()}"),
        (UPDATE, "total_changes_while_open", f"NOT {_day_open()}"),
    ),
    books.counter_total: (
        (UPDATE, "grand_total_never_falls", "NEW.amount < OLD.amount OR NEW.pieces < OLD.pieces"),
    ),
    JOURNAL: (
        _gap_free("journal", "seq"),
        (
            INSERT,
            "journal_follows",
            "NEW.prev_hash IS NOT coalesce("
            + _select("t.hash", "journal", "t.seq = NEW.seq - 1")
            + ", zeroblob(32))",
        ),
    ),
}
