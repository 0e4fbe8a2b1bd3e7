from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, PrimaryKeyConstraint, inspect

from assist_server import store
from assist_server.store import Engine
from assist_server.store.engine import REVISIONS
from assist_server.store.migrating import config
from assist_server.store.tables import metadata
from assist_server.store.transactions import reading, writing


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_it_works(engine: Engine) -> None:
    with reading(engine) as connection:
        assert _tables(connection) == set(metadata.tables)


def test_the_migrations_lead_to_the_tables_of_the_code(engine: Engine) -> None:
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_constraints_have_the_names_of_the_code(engine: Engine) -> None:
    with reading(engine) as connection:
        there = inspect(connection)
        for table in metadata.sorted_tables:
            names = {one["name"] for one in there.get_foreign_keys(table.name)}
            names |= {one["name"] for one in there.get_unique_constraints(table.name)}
            names |= {one["name"] for one in there.get_check_constraints(table.name)}
            named = (each for each in table.constraints if not isinstance(each, PrimaryKeyConstraint))
            assert names == {str(constraint.name) for constraint in named}


def test_every_migration_is_known_to_the_check(engine: Engine) -> None:
    with reading(engine) as connection:
        steps = ScriptDirectory.from_config(config(connection)).walk_revisions()
        assert tuple(step.revision for step in steps)[::-1] == REVISIONS


def test_a_migration_can_be_undone_and_done_again(new_url: str) -> None:
    store.migrate(new_url)
    engine = store.connect(new_url)
    with writing(engine) as connection:
        command.downgrade(config(connection), "base")
        assert _tables(connection) == set()
    store.migrate(new_url)
    store.check(engine)
    engine.dispose()
