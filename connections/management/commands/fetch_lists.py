"""Fetches what a company offers to choose from, from the shell."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from connections import lists
from connections.management.named import FAULTS, connection_named


class Command(BaseCommand):
    help = "Fetches accounts, taxes, payment methods, terms, classes, locations and items."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="The connection's name.")

    def handle(self, *_args: Any, name: str, **_options: Any) -> None:
        connection = connection_named(name)
        try:
            counts = lists.fetch_lists(connection=connection, now=timezone.now())
        except FAULTS as fault:
            raise CommandError(str(fault)) from fault
        for kind, count in counts.items():
            self.stdout.write(f"{kind}: {count}")
