"""Sends what is waiting to QuickBooks now: the console's Read queue, from a shell or cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from connections.models import Connection
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


def chosen(name: str | None) -> list[Connection]:
    """The connection of that name or slug, or all that are live; raises CommandError if none."""
    if not name:
        return list(Connection.objects.live())
    found = Connection.objects.filter(name=name) | Connection.objects.filter(slug=name)
    if not found:
        raise CommandError(f"There is no connection called “{name}”.")
    return list(found)
