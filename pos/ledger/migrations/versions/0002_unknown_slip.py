"""Inquiries and 処理未了票, frozen as SQL beside this script: it must not change with today's tables."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

_SCHEMA = Path(__file__).with_suffix(".sql")


def upgrade() -> None:
    connection = op.get_bind()
    for statement in _SCHEMA.read_text(encoding="utf-8").split("\n\n"):
        connection.exec_driver_sql(statement.strip())
