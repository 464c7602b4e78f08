"""Would a row overwrite what somebody changed in QuickBooks meanwhile? Then a person is asked.

Known from what was pulled (`Difference`); a word given on the row lets the store's version pass.
"""

from collections.abc import Iterable, Mapping

from connections.models import Connection
from sync_queue.documents.outcome import Held
from sync_queue.models import Difference, QueueRow
from sync_queue.preparing.intent import Intent

REASON = "changed_in_quickbooks"
# What a field of QuickBooks is called on screen.
TITLES = {
    "GivenName": "First name",
    "FamilyName": "Last name",
    "CompanyName": "Company",
    "PrimaryEmailAddr": "E-mail",
    "PrimaryPhone": "Phone",
    "BillAddr": "Billing address",
    "ShipAddr": "Shipping address",
    "Name": "Name",
    "Sku": "Code (SKU)",
    "Description": "Description",
    "UnitPrice": "Price",
}
Key = tuple[str, str]
Fields = Mapping[Key, set[str]]


def load(connection: Connection, keys: Iterable[Key]) -> Fields:
    """{(kind, key): the fields that changed on both sides}; one query."""
    wanted = set(keys)
    found: dict[Key, set[str]] = {}
    open_ones = Difference.objects.filter(connection=connection, key__in={key for _, key in wanted})
    for kind, key, field in open_ones.values_list("kind", "key", "field"):
        if (kind, key) in wanted:
            found.setdefault((kind, key), set()).add(field)
    return found


def require(row: QueueRow, wanted: Intent, fields: Fields) -> None:
    """Raises Held for a field that nobody has decided; with a person's word the store's holds."""
    clash = fields.get((row.kind, row.key), set()) & set(wanted.body)
    if not clash:
        return
    mine = Difference.objects.filter(connection=row.connection_id, kind=row.kind, key=row.key)
    if row.has_approval(REASON):
        mine.filter(field__in=clash).delete()
        return
    raise Held(
        reason="changed_in_quickbooks",
        message=f"{_said(clash)} changed in the store and in QuickBooks as well.",
        mend="Choose which one holds under Connection settings, From QuickBooks; sending it puts "
        "the store's in place.",
    )


def _said(fields: Iterable[str]) -> str:
    return ", ".join(TITLES.get(field, field) for field in sorted(fields))
