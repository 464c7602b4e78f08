"""Which estimate does an invoice come from, and what does that make of the estimate?

quickbooks: an invoice that names an estimate in LinkedTxn closes it; both show each other.
"""

from collections.abc import Iterator

from emulator.books.company import Company, IndexKey, Record
from emulator.protocol.faults import Fault, business
from emulator.wire import Obj, stamp

TIME = "TimeActivity"
CLOSED, OPEN = "Closed", "Pending"


def keep_estimates(company: Company, obj: Obj, old: Record | None) -> None:
    """Leave in LinkedTxn what an invoice may name there: estimates of its customer.

    Payments and the like, as they stand in an answer that is sent back, are dropped.
    Raises 6000 for an estimate that does not exist, is another customer's or already invoiced.
    """
    for id_ in _times(obj):
        if company.find(TIME, id_) is None:
            raise no_entity(TIME, id_)
    before = estimates_of(old.obj) if old is not None else []
    named = list(dict.fromkeys(_named(obj)))
    obj.pop("LinkedTxn", None)
    for id_ in named:
        _refuse_wrong_link(company, obj, id_, before)
    if named:
        obj["LinkedTxn"] = [{"TxnId": id_, "TxnType": "Estimate"} for id_ in named]


def _named(obj: Obj) -> Iterator[str]:
    """Estimates that the head or a line of an invoice names."""
    for part in (obj, *obj["Line"]):
        for link in part.get("LinkedTxn") or ():
            if link.get("TxnType") == "Estimate":
                yield str(link.get("TxnId"))


def estimates_of(obj: Obj) -> list[str]:
    return [each["TxnId"] for each in obj.get("LinkedTxn", ()) if each["TxnType"] == "Estimate"]


def link_keys(obj: Obj) -> list[IndexKey]:
    """By what an invoice is found from its estimate, and from the hours that it bills."""
    billed = [("linked", TIME, id_) for id_ in _times(obj)]
    return [*billed, *(("linked", "Estimate", id_) for id_ in estimates_of(obj))]


def _times(obj: Obj) -> Iterator[str]:
    """Time activities that the lines of an invoice name."""
    for line in obj["Line"]:
        for link in line.get("LinkedTxn") or ():
            if link.get("TxnType") == TIME:
                yield str(link.get("TxnId"))


def invoices_of(company: Company, estimate: str) -> list[str]:
    return sorted(company.named(("linked", "Estimate", estimate)), key=int)


def settle_estimates(company: Company, now: list[str], before: list[str]) -> None:
    """Close what an invoice names now, open again what it named before.

    As recorded: the estimate counts as changed then, but keeps its SyncToken, unless the setting
    `linking_counts` says otherwise.
    """
    for id_ in now:
        if id_ not in before:
            _set_status(company, id_, CLOSED)
    for id_ in before:
        if id_ not in now and not invoices_of(company, id_):
            _set_status(company, id_, company.settings.freed_estimates)


def _refuse_wrong_link(company: Company, obj: Obj, id_: str, before: list[str]) -> None:
    estimate = company.find("Estimate", id_)
    if estimate is None:
        raise no_entity("Estimate", id_)
    if estimate.obj["CustomerRef"]["value"] != obj["CustomerRef"]["value"]:
        raise business(f"Estimate {id_} belongs to another customer.")
    often = (
        company.preference("SalesFormsPrefs", "UsingProgressInvoicing")
        or company.settings.estimate_links == "often"
    )
    if id_ not in before and invoices_of(company, id_) and not often:
        raise business(f"Estimate {id_} is already linked to another invoice.")


def no_entity(kind: str, id_: str) -> Fault:
    named = f"{kind} {id_}"
    return business(f"The entity {named} that you are trying to link does not exist. {named}")


def _set_status(company: Company, id_: str, status: str) -> None:
    estimate = company.find("Estimate", id_)
    if estimate is None or estimate.obj["TxnStatus"] == status:
        return
    company.take_out(estimate)
    estimate.obj = {**estimate.obj, "TxnStatus": status}
    estimate.sync_token += company.settings.linking_counts
    estimate.updated = max(stamp(company.now()), estimate.updated)
    company.put(estimate, family="Txn")
    company.touch(estimate)
