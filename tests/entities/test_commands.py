"""Can everything about the folder be done from a shell, with words and an exit code?"""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from entities.models import Product
from tests.entities.test_folder_import import SHOP, write

pytestmark = pytest.mark.django_db


def test_import_store_reports_its_counts(tmp_path: Path) -> None:
    out = StringIO()

    call_command("import_store", str(write(tmp_path, **SHOP)), stdout=out)

    assert "products               2 created,       0 updated,       0 unchanged" in out.getvalue()


def test_import_store_says_what_is_wrong_and_keeps_nothing(tmp_path: Path) -> None:
    write(tmp_path, products="key,name,price\np1,Sencha,1\np2,Matcha,dear\n")

    with pytest.raises(CommandError, match=r"Nothing was imported[^$]*products\.csv line 3"):
        call_command("import_store", str(tmp_path))

    assert not Product.objects.exists()


def test_export_store_reports_its_counts(tmp_path: Path) -> None:
    out = StringIO()

    call_command("export_store", str(tmp_path / "new"), stdout=out)

    assert "vendors                0 rows" in out.getvalue()
    assert (tmp_path / "new" / "vendors.csv").is_file()


def test_export_store_says_when_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(CommandError, match="taken cannot be written"):
        call_command("export_store", str(tmp_path / "taken"))


def test_a_refused_import_ends_with_exit_code_1_and_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "import_store", str(tmp_path / "nowhere")],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert "there is no such folder." in done.stderr
    assert "Traceback" not in done.stderr
