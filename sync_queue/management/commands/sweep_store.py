"""Finds what no signal told, as beat does every ten minutes: for those who run cron instead."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sync_queue import sweeper


class Command(BaseCommand):
    help = "Puts in the queue what was changed behind its back (raw SQL, a failed capture)."

    def handle(self, *args: Any, **options: Any) -> None:
        found = sweeper.sweep(now=timezone.now())
        self.stdout.write(f"{found} records found that nobody had told of.")
