"""Estimates: what a sale would cost, without any effect on the books."""

from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.sales.estimate_links import OPEN, invoices_of
from emulator.kinds.sales.forms import SalesForm
from emulator.protocol.faults import Fault
from emulator.wire import Obj

STATUSES = ("Accepted", "Closed", "Pending", "Rejected")


class Estimate(SalesForm):
    """A form like an invoice that posts nothing and moves no stock."""

    name = "Estimate"
    posts = False
    moves_stock = False
    required = ("Line", "CustomerRef")
    kept = (*SalesForm.kept, "TxnStatus")
    computed_names = frozenset({"LinkedTxn", "HomeTotalAmt"})

    def check(self, obj: Obj) -> None:
        super().check(obj)
        if obj.get("TxnStatus") not in {None, *STATUSES}:
            raise Fault("2170", f"Invalid Enumeration : {obj['TxnStatus']}", element="TxnStatus")

    def refuse_creation(self, company: Company, values: Obj) -> None:
        """quickbooks: AllowEstimates switches them off."""
        if not documents.allows(company, "AllowEstimates"):
            raise Fault("5030", "Feature Not Supported Error : Estimates", element="")

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        obj = record.obj
        obj.setdefault("TxnStatus", OPEN)
        if "ExpirationDate" in obj and obj["ExpirationDate"] < obj["TxnDate"]:
            raise Fault("2190", "The expiration date is before the date.", element="ExpirationDate")
        obj.pop("DepositToAccountRef", None)

    def effects(self, company: Company, record: Record) -> Effects:
        return Effects()

    def let_go(self, company: Company, record: Record) -> None:
        """Nothing is ever applied to an estimate."""

    def computed(self, company: Company, record: Record) -> Obj:
        linked = [{"TxnId": id_, "TxnType": "Invoice"} for id_ in invoices_of(company, record.id)]
        left: Decimal | None = None
        return {"LinkedTxn": linked, **documents.in_home(record.obj, left)}
