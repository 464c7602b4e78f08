"""Asks a company who it is, from the shell."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from connections import lists
from connections.management.named import FAULTS, connection_named


class Command(BaseCommand):
    help = "Asks the company of a connection who it is and how it is set up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="The connection's name.")

    def handle(self, *_args: Any, name: str, **_options: Any) -> None:
        connection = connection_named(name)
        try:
            facts = lists.test_connection(connection=connection, now=timezone.now())
        except FAULTS as fault:
            raise CommandError(str(fault)) from fault
        for field, value in asdict(facts).items():
            self.stdout.write(f"{field.replace('_', ' ')}: {value}")
