"""Store against books, from both ends; exit 1 on anything unexplained."""

import json
import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from connections import exchanges, tokens
from connections.management.named import chosen
from connections.models import Connection
from sync_queue import books, kinds
from sync_queue.books import Comparison, Verdict

SHOWN = 50


class Command(BaseCommand):
    help = "Compares every sale, payment and refund of the store with QuickBooks, to the cent."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--connection", help="Only this one, by its name or short name.")
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        compared = {one.name: _compare(one) for one in chosen(options["connection"])}
        if options["json"]:
            found = {name: comparison.as_json() for name, comparison in compared.items()}
            self.stdout.write(json.dumps(found, indent=2))
        else:
            for name, comparison in compared.items():
                self._tell(name, comparison)
        if not all(comparison.is_clean for comparison in compared.values()):
            sys.exit(1)

    def _tell(self, name: str, comparison: Comparison) -> None:
        self.stdout.write(f"{name}: store against books")
        for kind in (kinds.INVOICE, kinds.PAYMENT, kinds.REFUND, kinds.PAYOUT):
            for currency, (n, a, m, b) in comparison.sums(kind.name).items():
                self.stdout.write(
                    f"  {kind.title + 's':10} {currency}  store {n:>6} {a:>14,.2f}"
                    f"   books {m:>6} {b:>14,.2f}   difference {b - a:>12,.2f}"
                )
        for verdict in Verdict:
            self.stdout.write(f"  {len(comparison.of(verdict)):>6} {verdict}")
        for proof in comparison.clearing:
            self.stdout.write(f"  {proof.name}: {proof.sentence}")
        reasons = Counter(one.reason for one in comparison.of(Verdict.EXPLAINED))
        for reason, count in reasons.most_common(SHOWN):
            self.stdout.write(f"  explained {count:>5} x {reason}")
        for one in comparison.of(Verdict.UNEXPLAINED)[:SHOWN]:
            self.stdout.write(f"  unexplained: {one.label}: {one.reason}")


def _compare(connection: Connection) -> Comparison:
    try:
        return books.compare(connection)
    except (exchanges.Refused, exchanges.Busy, *tokens.UNUSABLE) as trouble:
        raise CommandError(f"{connection} cannot be compared: {trouble}") from trouble
