"""Compares the store's taxes with QuickBooks': what beat does every night, for cron or by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from connections.checking import nightly


class Command(BaseCommand):
    help = "Fetches the tax codes again and compares their rates with the store's."

    def handle(self, *_args: Any, **_options: Any) -> None:
        failed = 0
        for connection, unequal, trouble in nightly.compare_taxes(now=timezone.now()):
            for sentence in [one.sentence for one in unequal] + [trouble] * bool(trouble):
                self.stdout.write(f"{connection}: {sentence}")
            failed += bool(unequal or trouble)
        if failed:
            raise CommandError(f"{failed} connection(s) need a look.")
