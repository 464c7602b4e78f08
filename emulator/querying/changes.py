"""What has changed since a moment? Whole objects, and stubs of what was deleted.

quickbooks: at most 1000 objects an answer; journal codes, time activities, tax agencies, rates
and codes are not in it. It looks back 30 days, but the recorded sandbox looked back for years.
"""

from datetime import datetime, timedelta

from emulator.books.company import Company, Record
from emulator.kinds import BY_PATH
from emulator.kinds.base import Kind
from emulator.protocol import schema
from emulator.protocol.faults import Fault, required
from emulator.wire import Obj

MOST = 1000
NEVER = frozenset({"JournalCode", "TimeActivity", "TaxAgency", "TaxCode", "TaxRate"})


def since(company: Company, params: dict[str, str]) -> list[Obj]:
    """The CDCResponse for `entities` (names with commas) and `changedSince`. Raises Fault."""
    if not params.get("entities"):
        raise _failure("entities is required")
    if not params.get("changedSince"):
        raise required("changedSince")
    moment = schema.moment(params["changedSince"].replace(" ", "+"))
    _refuse_long_ago(company, moment)
    parts, left = [], MOST
    for name in params["entities"].split(","):
        kind = _kind(name.strip())
        records = [
            record
            for record in company.records[kind.name].values()
            if schema.moment(record.updated) >= moment
        ]
        # quickbooks: the earliest change comes first.
        records.sort(key=lambda record: record.updated)
        parts.append(_part(company, kind, records[:left]))
        left -= min(left, len(records))
    return [{"QueryResponse": parts}]


def _refuse_long_ago(company: Company, moment: datetime) -> None:
    days = company.settings.cdc_days
    if days and moment < company.now() - timedelta(days=days):
        raise Fault("2190", f"changedSince may be at most {days} days ago.", element="changedSince")


def _kind(name: str) -> Kind:
    kind = BY_PATH.get(name.lower())
    if kind is None or kind.name in NEVER:
        raise _failure(f"Invalid entity supplied : entity={name}")
    return kind


def _failure(words: str) -> Fault:
    """As recorded: a failure of the system, told with status 200."""
    detail = f"System Failure Error: java.lang.IllegalArgumentException: {words}"
    return Fault("10000", detail, element="SystemFailureError", http=200)


def _part(company: Company, kind: Kind, records: list[Record]) -> Obj:
    if not records:
        return {}
    shown = [_stub(r) if r.deleted else kind.view(company, r) for r in records]
    return {kind.name: shown, "startPosition": 1, "maxResults": len(shown)}


def _stub(record: Record) -> Obj:
    times = {"LastUpdatedTime": record.updated}
    return {"domain": "QBO", "status": "Deleted", "Id": record.id, "MetaData": times}
