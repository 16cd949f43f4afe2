"""What the database itself refuses, whoever asks: each rule alone, tried by SQL."""

# ruff: noqa: S608 - names of our own schema

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from pos.domain.payment import MOVES, PaymentState
from pos.ledger.schema import DERIVED, JOURNAL, METADATA, MOVING, books, days, people, sales, unknowns
from pos.ledger.schema.rules import RULES
from pos.ledger.schema.triggers import STATE_MOVES, all_triggers

TABLES = METADATA.sorted_tables


@pytest.fixture
def database(full_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(full_path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


def only(connection: sqlite3.Connection, *kept: str) -> None:
    """Drops every trigger but these, so that a refusal can only be theirs."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")]
    assert set(kept) <= set(names)
    connection.execute("BEGIN")
    for name in names:
        if name not in kept:
            connection.execute(f"DROP TRIGGER {name}")
    connection.execute("COMMIT")


def copy(connection: sqlite3.Connection, table: Table, where: str = "TRUE", **changes: Any) -> None:
    """Adds a copy of a row with changes."""
    names = [column.name for column in table.columns]
    row = connection.execute(f"SELECT {', '.join(names)} FROM {table.name} WHERE {where}").fetchone()
    values = [changes.get(name, value) for name, value in zip(names, row, strict=True)]
    connection.execute(f"INSERT INTO {table.name} VALUES ({', '.join('?' for _ in names)})", values)


def test_every_table_is_guarded_against_loss_and_change() -> None:
    names = {trigger.split()[2] for trigger in all_triggers()}
    for table in TABLES:
        assert f"{table.name}_kept" in names
        assert f"{table.name}_{'moves' if table in MOVING else 'fixed'}" in names
        assert (f"{table.name}_new" in names) is (table not in DERIVED)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_row_is_deleted_or_replaced(database: sqlite3.Connection, table: Table) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=f"{table.name}_kept"):
        database.execute(f"DELETE FROM {table.name}")
    if table not in DERIVED:
        only(database, f"{table.name}_new")
        with pytest.raises(sqlite3.IntegrityError, match=f"{table.name}_exists"):
            database.execute(f"INSERT OR REPLACE INTO {table.name} SELECT * FROM {table.name} LIMIT 1")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_column_is_changed(database: sqlite3.Connection, table: Table) -> None:
    free = MOVING.get(table, ()) or (("pieces", "amount") if table in DERIVED else ())
    guard = f"{table.name}_{'moves' if table in MOVING else 'fixed'}"
    only(database, guard)
    for column in table.columns:
        if column.name not in free:
            for value in ("NULL", "'x'", f"{column.name} || '1'"):
                with pytest.raises(sqlite3.IntegrityError, match=f"{table.name}_fixed"):
                    database.execute(f"UPDATE {table.name} SET {column.name} = {value}")


@pytest.mark.parametrize("table", MOVING, ids=lambda table: table.name)
def test_states_move_only_as_the_table_says(database: sqlite3.Connection, table: Table) -> None:
    """Over all pairs: a row is put into the old state with the guard away, then moved with it."""
    moves = STATE_MOVES[table]
    (guard,) = (each for each in all_triggers() if f"CREATE TRIGGER {table.name}_moves " in each)
    only(database)
    database.execute("PRAGMA ignore_check_constraints = ON")
    database.execute(f"DROP INDEX IF EXISTS {table.name}_one_open")
    database.execute("DROP INDEX IF EXISTS payment_one_open_per_terminal")
    for old in moves:
        for new in moves:
            database.execute(f"UPDATE {table.name} SET state = ?", (old.value,))
            database.execute(guard)
            change = f"UPDATE {table.name} SET state = '{new.value}'"
            if new in moves[old]:
                database.execute(change)
            else:
                with pytest.raises(sqlite3.IntegrityError, match=f"{table.name}_fixed"):
                    database.execute(change)
            database.execute(f"DROP TRIGGER {table.name}_moves")


def test_payment_moves_are_those_of_the_domain() -> None:
    assert STATE_MOVES[sales.payment] == MOVES
    assert set(MOVES) == set(PaymentState)


# Table → rule → (what to copy with which changes) or an UPDATE that breaks only this rule.
E = "e" * 32
SETTLE = "UPDATE sale SET state = 'settled', booked_day = 2, settled_at = 'x' WHERE state = 'promised'"
PROMISED = "state = 'promised' AND number = 3"
BREAKS: dict[str, tuple[Table, str, dict[str, Any]] | str] = {
    "ledger_has_one_identity": (people.ledger_identity, "TRUE", {"counter_id": "02"}),
    "staff_revision_revision_gap": (people.staff_revision, "TRUE", {"revision": 9}),
    "login_number_gap": (people.login, "TRUE", {"number": 9}),
    "fee_number_gap": (people.fee, "TRUE", {"number": 9, "size": "A1"}),
    "business_day_day_gap": (days.business_day, "day = 1", {"day": 9, "business_date": "2030-01-01"}),
    "day_begins_open": (days.business_day, "day = 1", {"day": 3, "business_date": "2030-01-01"}),
    "day_date_before_last": (days.business_day, "day = 1", {"day": 3, "business_date": "2020-01-01"}),
    "day_closing_missing": "UPDATE business_day SET state = 'closed' WHERE day = 2",
    "cash_count_attempt_gap": (days.cash_count, "day = 2", {"count_id": E, "attempt": 9}),
    "count_needs_open_day": (days.cash_count, "day = 1 AND attempt = 2", {"count_id": E, "attempt": 3}),
    "count_adds_up": (days.cash_count, "day = 2", {"count_id": E, "attempt": 2}),
    "cash_count_is_complete": (days.cash_count_line, "TRUE", {"denomination": 3}),
    "day_closing_z_number_gap": (days.day_closing, "TRUE", {"day": 2, "z_number": 9}),
    "closing_needs_open_day": (days.day_closing, "TRUE", {"day": 3, "z_number": 2}),
    "payment_running": (days.day_closing, "TRUE", {"day": 2, "z_number": 2}),
    "sale_number_gap": (sales.sale, "day = 2", {"sale_id": E, "number": 9}),
    "sale_begins_promised": (sales.sale, "day = 2 AND state = 'settled'", {"sale_id": E, "number": 4}),
    "sale_needs_open_day": (
        sales.sale,
        "day = 1 AND state = 'abandoned'",
        {"sale_id": E, "number": 9, "state": "promised"},
    ),
    "sale_adds_up": (sales.sale, PROMISED, {"sale_id": E, "number": 4}),
    "cancels_settled_sale": (sales.sale, "kind = 'cancellation'", {"sale_id": E, "number": 4, "cancels": E}),
    "settling_needs_open_day": SETTLE.replace("= 2", "= 1"),
    "settling_needs_payment": SETTLE,
    "settling_needs_voucher": SETTLE,
    "settling_needs_paper": SETTLE,
    "abandoning_takes_no_money": "UPDATE sale SET state = 'abandoned' WHERE state = 'promised'",
    "sale_is_complete": (sales.sale_line, "TRUE", {"position": 9}),
    "payment_attempt_gap": (sales.payment, "state = 'declined'", {"payment_id": E, "attempt": 9}),
    "payment_begins_requested": (sales.payment, "state = 'declined'", {"payment_id": E, "attempt": 2}),
    "payment_is_for_the_sale": (
        sales.payment,
        "state = 'requested'",
        {"payment_id": E, "attempt": 2, "amount": 7},
    ),
    "settlement_four_eyes": (
        "UPDATE payment SET state = 'approved', concluded_at = 'x',"
        """ conclusion = '{"staff":"s01","approver":"s01"}' WHERE state = 'unknown'"""
    ),
    "stray_record_number_gap": (sales.stray_record, "TRUE", {"number": 9}),
    "payment_result_number_gap": (sales.payment_result, "TRUE", {"number": 9}),
    "result_of_open_payment": (
        sales.payment_result,
        "payment_id IN (SELECT payment_id FROM payment WHERE state = 'approved')",
        {"number": 2},
    ),
    "inquiry_number_gap": (unknowns.inquiry, "TRUE", {"number": 9}),
    "inquiry_of_open_payment": (unknowns.inquiry, "number = 2", {"number": 3, "payment_id": E}),
    "unknown_slip_serial_gap": (unknowns.unknown_slip, "TRUE", {"payment_id": E, "serial": 9}),
    "slip_of_unknown_payment": (unknowns.unknown_slip, "TRUE", {"payment_id": E, "serial": 2}),
    "slip_print_copy_gap": (unknowns.slip_print, "TRUE", {"copy": 9}),
    "paper_serial_gap": (sales.paper, "TRUE", {"serial": 99, "sale_id": E}),
    "paper_of_promised_sale": (sales.paper, "series = 'K'", {"serial": 2}),
    "paper_needs_open_day": (sales.paper, "series = 'K'", {"serial": 2, "sale_id": E}),
    "paper_print_copy_gap": (sales.paper_print, "TRUE", {"copy": 9}),
    "day_print_copy_gap": (sales.day_print, "TRUE", {"copy": 9}),
    "voucher_is_complete": (books.entry, "TRUE", {"position": 9}),
    "voucher_number_gap": (books.voucher, "TRUE", {"number": 99}),
    "voucher_needs_open_day": (books.voucher, "day = 1", {"number": 99, "sale_id": E}),
    "voucher_sums_to_zero": (books.voucher, "kind = 'change_fund'", {"number": 99}),
    "voucher_of_promised_sale": (books.voucher, "kind = 'sale'", {"number": 99}),
    "total_of_open_day": (books.day_total, "day = 1", {"key": "new"}),
    "total_changes_while_open": "UPDATE day_total SET amount = amount + 1 WHERE day = 1",
    "grand_total_never_falls": "UPDATE counter_total SET amount = amount - 1",
    "journal_seq_gap": (JOURNAL, "seq = 1", {"seq": 99}),
    "journal_follows": (JOURNAL, "seq = 1", {"seq": 36}),
}


def test_every_rule_is_tried() -> None:
    assert BREAKS.keys() == {name for rules in RULES.values() for _, name, _ in rules}


@pytest.mark.parametrize("rule", BREAKS)
def test_a_rule_across_rows_is_kept(database: sqlite3.Connection, rule: str) -> None:
    (trigger,) = (
        f"{table.name}_{rule}" for table, rules in RULES.items() for _, name, _ in rules if name == rule
    )
    only(database, trigger)
    with pytest.raises(sqlite3.IntegrityError, match=f"^{rule}$"):
        breaks(database, BREAKS[rule])


def breaks(database: sqlite3.Connection, broken: tuple[Table, str, dict[str, Any]] | str) -> None:
    if isinstance(broken, str):
        database.execute(broken)
    else:
        table, where, changes = broken
        copy(database, table, where, **changes)


@pytest.mark.parametrize(
    ("approver", "refused"), [('"s01"', True), ('"s02"', False), ("null", False)], ids=str
)
def test_four_eyes_where_an_approver_is_given(
    database: sqlite3.Connection, approver: str, refused: bool
) -> None:
    """The limit up to which one person settles alone is a setting; that two are two is not."""
    only(database, "payment_settlement_four_eyes")
    sql = (
        "UPDATE payment SET state = 'approved', concluded_at = 'x',"
        f""" conclusion = '{{"staff":"s01","approver":{approver}}}' WHERE state = 'unknown'"""
    )
    if refused:
        with pytest.raises(sqlite3.IntegrityError, match="settlement_four_eyes"):
            database.execute(sql)
    else:
        assert database.execute(sql).rowcount == 1


ONE_ROW: dict[str, tuple[Table, str, dict[str, Any]]] = {
    "sale_four_eyes": (sales.sale, PROMISED, {"sale_id": E, "number": 9, "approver": "s01"}),
    "sale_official_use_is_free": (
        sales.sale,
        "kind = 'official_use'",
        {"sale_id": E, "number": 9, "total": 1},
    ),
    "sale_cancellation_names_its_sale": (sales.sale, PROMISED, {"sale_id": E, "number": 9, "cancels": E}),
    "sale_sign": (sales.sale, PROMISED, {"sale_id": E, "number": 9, "total": -1}),
    "sale_settled_whole": (sales.sale, PROMISED, {"sale_id": E, "number": 9, "state": "settled"}),
    "sale_unsettled_bare": (sales.sale, PROMISED, {"sale_id": E, "number": 9, "booked_day": 1}),
    "sale_state_known": (sales.sale, PROMISED, {"sale_id": E, "number": 9, "state": "x"}),
    "sale_line_price_times_copies": (sales.sale_line, "TRUE", {"position": 9, "listed_amount": 7}),
    "sale_line_charged_or_free": (sales.sale_line, "TRUE", {"position": 9, "amount": 7}),
    "payment_tender_enough": (
        sales.payment,
        "method = 'cash'",
        {"payment_id": E, "attempt": 9, "tendered": 1},
    ),
    "payment_terminal_named": (
        sales.payment,
        "method = 'cash'",
        {"payment_id": E, "attempt": 9, "terminal_id": "T9"},
    ),
    "payment_e_money_moves_money": (
        sales.payment,
        "state = 'requested'",
        {"payment_id": E, "attempt": 9, "amount": 0},
    ),
    "entry_not_zero": (books.entry, "TRUE", {"position": 9, "amount": 0}),
    "voucher_sale_named": (books.voucher, "kind = 'sale'", {"number": 99, "sale_id": None}),
    "day_closing_difference_adds_up": (days.day_closing, "TRUE", {"day": 9, "z_number": 9, "difference": 1}),
    "day_closing_two_people": (days.day_closing, "TRUE", {"day": 9, "z_number": 9, "witness": "s02"}),
    "day_closing_reason_given": (days.day_closing, "TRUE", {"day": 9, "z_number": 9, "reason": ""}),
    "fee_price_not_negative": (people.fee, "TRUE", {"number": 9, "price": -1, "size": "A1"}),
}


@pytest.mark.parametrize("rule", ONE_ROW)
def test_a_rule_of_one_row_is_kept(database: sqlite3.Connection, rule: str) -> None:
    only(database)
    table, where, changes = ONE_ROW[rule]
    with pytest.raises(sqlite3.IntegrityError, match=f"CHECK constraint failed: {rule}$"):
        copy(database, table, where, **changes)


def test_every_key_begins_with_the_counter() -> None:
    """United in one PostgreSQL or Citus, tables are spread by counter (performance.md, peers)."""
    for table in TABLES:
        assert next(iter(table.primary_key)).name == "counter_id"
        for constraint in table.foreign_key_constraints:
            assert constraint.column_keys[0] == "counter_id"
        for index in table.indexes:
            assert next(iter(index.columns)).name == "counter_id"
