"""The whole schema as SQLite's own statements."""

import re

from sqlalchemy.schema import CreateIndex, CreateTable

from pos.ledger.schema import METADATA
from pos.ledger.schema.triggers import all_triggers
from pos.ledger.statements import DIALECT


def schema_statements() -> tuple[str, ...]:
    """The DDL of a new ledger at the newest revision: tables, indexes, triggers, in that order."""
    tables = METADATA.sorted_tables
    return (
        *(str(CreateTable(table).compile(dialect=DIALECT)).strip() for table in tables),
        *(
            str(CreateIndex(index).compile(dialect=DIALECT)).strip()
            for table in tables
            for index in sorted(table.indexes, key=lambda each: str(each.name))
        ),
        *all_triggers(),
    )


def same_words(statement: str) -> str:
    """The statement without the accidents of white space, to compare two of them."""
    return re.sub(r"\s+", " ", statement).strip()
