"""Refreshes every sign-in that ends soon: what beat does by itself, for cron or by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from connections import tokens


class Command(BaseCommand):
    help = "Refreshes the QuickBooks sign-ins that end within a quarter of an hour."

    def handle(self, *_args: Any, **_options: Any) -> None:
        failed = 0
        for connection, fault in tokens.refresh_due(now=timezone.now()):
            self.stdout.write(f"{connection}: {fault or 'refreshed.'}")
            failed += bool(fault)
        if failed:
            raise CommandError(f"{failed} sign-in(s) could not be refreshed.")
