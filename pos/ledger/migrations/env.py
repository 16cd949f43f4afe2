"""Alembic's entry: runs the revisions on the connection that `pos.ledger.migrating` hands over.

For a new revision: `alembic -c pos/ledger/migrations/alembic.ini revision -m "…"`, then its id into
`pos.ledger.migrations.REVISIONS`.
"""

from alembic import context

from pos.ledger.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
