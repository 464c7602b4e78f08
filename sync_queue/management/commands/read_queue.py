"""Sends what is waiting to QuickBooks now: the console's Read queue, from a shell or cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from connections.management.named import chosen
from sync_queue import reader

# A drain ends when the queue is empty, paused, or after so many slices of time.
MOST_SLICES = 500


class Command(BaseCommand):
    help = "Sends what is waiting to QuickBooks now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--connection", help="Only this one, by its name or short name.")
        parser.add_argument(
            "--drain", action="store_true", help="Until nothing more can be sent, not one slice."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for connection in chosen(options["connection"]):
            settled = 0
            for _slice in range(MOST_SLICES if options["drain"] else 1):
                report = reader.read(connection_id=connection.pk)
                settled += report.settled
                if report.stopped or not report.has_more:
                    break
            ending = f" {report.stopped}" if report.stopped else ""
            self.stdout.write(f"{connection}: {settled} settled.{ending}")
