"""Warns by mail of what does not work, as beat does every minute: for those who run cron."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from sync_queue import watch


class Command(BaseCommand):
    help = "Sends the mails that are due: a broken sign-in, nothing booked, the bookkeeper's list."

    def handle(self, *_args: Any, **_options: Any) -> None:
        for told in watch.watch(now=timezone.now()):
            self.stdout.write(f"{told.connection}: {told.what}: a mail was sent.")
