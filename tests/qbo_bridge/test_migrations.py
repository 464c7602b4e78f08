"""Do the migrations lead from nothing to the tables of the models, and are none missing?"""

import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder

from tests import migrated

OURS = ("entities", "connections", "sync_queue")


def tables(database: Path) -> dict[str, set[str]]:
    """The columns of each table."""
    with closing(sqlite3.connect(database)) as asked:
        names = asked.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: {column[1] for column in asked.execute(f"PRAGMA table_xinfo({name})")}
            for (name,) in names
        }


def test_the_migrations_lead_from_nothing_to_the_tables_of_the_models(tmp_path: Path) -> None:
    made = tables(migrated.migrate(tmp_path / "fresh"))

    for app in OURS:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            columns = {field.column for field in model._meta.local_fields if field.column}
            assert made[model._meta.db_table] == columns


def test_no_migration_is_missing(db: None) -> None:
    said = StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=said)

    assert "No changes detected" in said.getvalue()


@pytest.mark.parametrize("app", OURS)
def test_the_tests_own_database_has_every_migration(db: None, app: str) -> None:
    written = {path.stem for path in (migrated.ROOT / app / "migrations").glob("0*.py")}

    applied = MigrationRecorder.Migration.objects.filter(app=app).values_list("name", flat=True)

    assert {*applied} == written
