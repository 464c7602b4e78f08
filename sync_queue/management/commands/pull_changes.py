"""Brings what the switches under What is exchanged bring back, from a shell or cron."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from connections.management.named import FAULTS, chosen
from sync_queue.pull import run, turn


class Command(BaseCommand):
    help = "Brings customers, products, lists, states and balances back, as far as switched on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--connection", help="Only this one, by its name or short name.")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = False
        for connection in chosen(options["connection"]):
            if not run.brings_anything(connection):
                self.stdout.write(f"{connection}: nothing is switched on to be brought back.")
                continue
            try:
                report = run.pull(connection, now=timezone.now())
            except (turn.TurnTaken, *FAULTS) as fault:
                failed = True
                self.stderr.write(f"{connection}: {fault}")
            else:
                failed = failed or bool(report.failed)
                self.stdout.write(f"{connection}: {report.sentence}")
        if failed:
            raise CommandError("Not everything could be read; what is missing comes next time.")
