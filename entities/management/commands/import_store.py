"""`manage.py import_store FOLDER`: a folder of CSV files becomes the store."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from entities.folder import FolderRefused, import_folder


class Command(BaseCommand):
    help = "Imports a folder of CSV files (docs/store-folder.md) into the store, or nothing of it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            report = import_folder(folder=folder)
        except FolderRefused as refused:
            raise CommandError(str(refused)) from refused
        for kind, counts in report.kinds.items():
            removed = f", {counts.removed} removed" if counts.removed else ""
            self.stdout.write(
                f"{kind:16} {counts.created:7} created, {counts.updated:7} updated, "
                f"{counts.unchanged:7} unchanged{removed}"
            )
