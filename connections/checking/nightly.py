"""What is looked after every night: do taxes still have the same rate in store and QuickBooks?"""

import logging
from collections.abc import Iterator
from datetime import datetime

from connections import exchanges, lists, tokens
from connections.choosing import tax_rates
from connections.choosing.tax_rates import Unequal
from connections.models import Connection

log = logging.getLogger(__name__)

TROUBLE = (exchanges.Refused, exchanges.Busy, *tokens.UNUSABLE)


def compare_taxes(*, now: datetime) -> Iterator[tuple[Connection, list[Unequal], str]]:
    """Fetches the tax codes of every connection that uses some, and compares their rates.

    Yields each with its differences, which its checklist shows from then on, and with the sentence
    why QuickBooks could not be asked, "" where it could.
    """
    for connection in Connection.objects.live().filter(tax_mappings__isnull=False).distinct():
        trouble = ""
        try:
            lists.fetch_lists(connection=connection, now=now, kinds=lists.TAXES)
        except TROUBLE as fault:
            trouble = str(fault)
        found = tax_rates.unequal(connection)
        log.info("taxes_compared", extra={"connection": connection.pk, "unequal": len(found)})
        yield connection, found, trouble
