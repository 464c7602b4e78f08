"""Stock that is found, lost or spoiled.

quickbooks: only the quantity is said; what it is worth the books know. Updates are sparse.
"""

from emulator.books.company import Company, IndexKey, Record
from emulator.books.effects import Effects
from emulator.kinds import documents
from emulator.kinds.base import MARKS, Kind, Options, refer, reference_to
from emulator.kinds.goods.item_stock import moved
from emulator.kinds.lists.accounts import account, wrong_type
from emulator.kinds.lists.currencies import refuse_other_account
from emulator.kinds.sales.lines import Numbering, refer_class, refuse_before_start
from emulator.protocol.faults import Collected, Fault, business, unsupported
from emulator.wire import Obj

DETAIL = "ItemAdjustmentLineDetail"
# Against what stock cannot be adjusted: debts, and unless a setting lets it, money.
DEBTS = frozenset({"Accounts Receivable", "Accounts Payable"})
NEVER = DEBTS | {"Bank", "Credit Card"}
NUMBERS = "InventoryAdjustment number"


class InventoryAdjustment(Kind):
    name = "InventoryAdjustment"
    family = "Txn"
    can_delete = True
    required = ("AdjustAccountRef", "Line")
    line_required = {
        "": {f"{DETAIL}.{name}": f"Line.{DETAIL}.{name}" for name in ("ItemRef", "QtyDiff")}
    }
    kept = ("TxnDate", "DocNumber")
    read_only = frozenset({"CurrencyRef", "ExchangeRate"})
    lengths = {"PrivateNote": 4000, "DocNumber": 21}
    not_queryable = frozenset({"DepartmentRef", "PrivateNote", "Line"})
    order = ("AdjustAccountRef", *MARKS, "DocNumber", "TxnDate", "PrivateNote", "Line")

    def refuse_creation(self, company: Company, values: Obj) -> None:
        """quickbooks: plans without stock have no adjustments, nor have books that track none."""
        tracked = company.preference("ProductAndServicesPrefs", "QuantityOnHand")
        if not company.about["features"]["inventory"] or not tracked:
            raise Fault("5030", "Feature Not Supported Error : InventoryAdjustment", element="")

    def merge(self, old: Obj, given: Obj, *, sparse: bool) -> Obj:
        """With a note of whether it is a full update, which may be refused."""
        return {**super().merge(old, given, sparse=sparse), "_full": not sparse}

    def fill(self, company: Company, record: Record, old: Record | None, options: Options) -> None:
        obj = record.obj
        if obj.pop("_full", False) and not company.settings.full_adjustments:
            raise unsupported("Full update")
        obj.setdefault("TxnDate", company.today().isoformat())
        if old is not None and not company.settings.redate_adjustments:
            obj["TxnDate"] = old.obj["TxnDate"]
        against = account(company, obj["AdjustAccountRef"])
        _refuse_account(company, against)
        refuse_other_account(company, against, company.home_currency)
        obj["AdjustAccountRef"] = reference_to(against)
        documents.refer_tracking(company, obj)
        _fill_lines(company, record, old)
        _number(company, obj)

    def effects(self, company: Company, record: Record) -> Effects:
        effects, obj = Effects(), record.obj
        against = obj["AdjustAccountRef"]["value"]
        for line in obj["Line"]:
            item = company.records["Item"][line[DETAIL]["ItemRef"]["value"]]
            quantity = line[DETAIL]["QtyDiff"]
            effects.moves.append(moved(item, quantity, day=obj["TxnDate"], against=against))
        return effects

    def keys(self, obj: Obj) -> list[IndexKey]:
        return documents.number_keys(self.name, obj)


def _refuse_account(company: Company, against: Record) -> None:
    """Raises 6430 for an account that no adjustment is booked against."""
    type_, listed = against.obj["AccountType"], company.settings.adjustment_accounts == "listed"
    if type_ in (NEVER if listed else DEBTS):
        raise wrong_type()
    if listed and against.obj["AccountSubType"] == "Inventory":
        raise wrong_type()


def _fill_lines(company: Company, record: Record, old: Record | None) -> None:
    numbering, found, shown = Numbering(record, old), Collected(), []
    for line in record.obj["Line"]:
        with found.noting():
            numbered = numbering.numbered({**line, DETAIL: _detail(company, record.obj, line)})
            shown.append({name: numbered[name] for name in ("Id", DETAIL)})
    found.end()
    record.obj["Line"] = shown


def _detail(company: Company, obj: Obj, line: Obj) -> Obj:
    given = line[DETAIL]
    item = refer(company, "Item", given["ItemRef"])
    if item.obj["Type"] != "Inventory":
        raise business("Only inventory items can be adjusted.")
    refuse_before_start(obj, item)
    detail: Obj = {"QtyDiff": given["QtyDiff"], "ItemRef": reference_to(item)}
    if given.get("ClassRef") is not None:
        detail["ClassRef"] = given["ClassRef"]
        refer_class(company, detail)
    return detail


def _number(company: Company, obj: Obj) -> None:
    """quickbooks: adjustments count by themselves, one more than the highest number so far."""
    used = (str(each.obj.get("DocNumber", "")) for each in company.live(InventoryAdjustment.name))
    if not company.sequences[NUMBERS]:
        company.sequences[NUMBERS] = max((int(text) for text in used if text.isdigit()), default=0)
    if obj.get("DocNumber") is None:
        obj["DocNumber"] = company.next_id(NUMBERS)
    elif obj["DocNumber"].isdigit():
        company.sequences[NUMBERS] = max(company.sequences[NUMBERS], int(obj["DocNumber"]))
