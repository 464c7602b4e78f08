"""What the mails say that warn of a connection that does not work."""

from connections.models import Connection
from connections.telling import addresses, mails
from sync_queue.figures import sums
from sync_queue.intake import unbooked
from sync_queue.intake.unbooked import Orders

Mail = tuple[str, str]
ONCE = (
    "You get this mail once. The next one of its kind comes only after it has worked again in "
    "between. Who gets it is chosen under Connection settings, Mails."
)


def broken(connection: Connection) -> Mail:
    """Subject and text for a sign-in that QuickBooks does not take any more."""
    name = connection.company_name or connection.name
    missing = unbooked.sum_of(unbooked.missing_orders(connection))
    waiting = "What comes in meanwhile goes there"
    if missing.count:
        waiting = f"{said(missing)} not in QuickBooks now and will go there"
    parts = [
        f"QuickBooks no longer lets QBO Bridge into {name}.",
        connection.sign_in_reason,
        f"Nothing is lost. {waiting} once somebody has connected again; all settings stay.",
        f"Connect again here:\n{addresses.page('token', connection)}",
        ONCE,
    ]
    return f"Please connect {name} to QuickBooks again", _joined(parts)


def silent(connection: Connection, waiting: Orders) -> Mail:
    """Subject and text for orders that come in while nothing is booked."""
    name = connection.company_name or connection.name
    hours = mails.settings_of(connection).silent_after_hours
    since = sums.number(hours, "hour")
    parts = [
        f"Orders come in, but nothing was booked in {name} for {since}: {said(waiting)} waiting.",
        f"What keeps them, and what mends it:\n{addresses.page('needs-you')}",
        f"The queue:\n{addresses.page('queue', connection)}",
        ONCE,
    ]
    return f"Orders come in, but nothing is booked in {name}", _joined(parts)


def unpaid(connection: Connection, missing: str) -> Mail:
    """Subject and text for payments whose invoice is there; `missing`: how many, how much."""
    name = connection.company_name or connection.name
    what = (
        f"In {name} an invoice has been in QuickBooks for more than an hour, but not the payment "
        f"that the store has for it: {missing}. The customer seems to owe what is paid."
    )
    parts = [
        what,
        f"What keeps it, and what mends it:\n{addresses.page('needs-you')}",
        f"The queue:\n{addresses.page('queue', connection)}",
        ONCE,
    ]
    return f"A payment is missing on its invoice in {name}", _joined(parts)


def trial(connection: Connection) -> Mail:
    """Subject and text of a mail that only shows that mails arrive."""
    name = connection.company_name or connection.name
    parts = [
        f"This is the test mail of QBO Bridge for {name}. It has arrived, so warnings will, too.",
        f"Who gets them is chosen here:\n{addresses.page('mails', connection)}",
    ]
    return f"Test mail of QBO Bridge for {name}", _joined(parts)


def said(found: Orders) -> str:
    """ "1 order (20.00 USD) is", "3 orders (60.00 USD and 7.00 EUR) are"."""
    amounts = sums.money(found.amounts)
    what = sums.number(found.count, "order")
    return f"{what}{f' ({amounts})' if amounts else ''} {'is' if found.count == 1 else 'are'}"


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"
