"""`manage.py export_store FOLDER`: the store becomes a folder of CSV files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from entities.folder import export_folder


class Command(BaseCommand):
    help = "Writes the whole store to a folder of CSV files (docs/store-folder.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            counts = export_folder(folder=folder)
        except OSError as error:
            raise CommandError(f"The folder {folder} cannot be written: {error}") from error
        for kind, count in counts.items():
            self.stdout.write(f"{kind:16} {count:7} rows")
