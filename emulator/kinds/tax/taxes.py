"""Tax agencies, rates and codes: read like lists; codes are made by `tax_service`."""

from collections.abc import Sequence
from decimal import Decimal

from emulator.books.company import Company, Record
from emulator.kinds.base import Options, reference_to
from emulator.kinds.documents import account_like
from emulator.kinds.name_lists import MadeElsewhere, NameList
from emulator.protocol.faults import Fault, business, unsupported
from emulator.wire import Obj, plain, stamp

PSEUDO = frozenset({"TAX", "NON"})
# quickbooks: a US company lists one more code that is no group of rates, for taxes typed in.
TYPED_IN = "CustomSalesTax"
NOT_NUMBERED = PSEUDO | {TYPED_IN}
SALES, PURCHASES = "Sales", "Purchase"


class TaxAgency(NameList):
    name = "TaxAgency"
    family = "TaxAgency"
    name_field = "DisplayName"
    required = ("DisplayName",)
    kept = ("DisplayName", "_account")
    lengths = {"DisplayName": 100}

    def refuse_creation(self, company: Company, values: Obj) -> None:
        refuse_automated(company)

    def refuse_update(self, company: Company, old: Record) -> None:
        raise unsupported("Update")

    def complete(self, company: Company, record: Record, old: Record | None) -> None:
        record.obj.setdefault("TaxTrackedOnSales", True)
        record.obj.setdefault("TaxTrackedOnPurchases", False)
        record.obj.setdefault("_account", company.about["accounts"]["tax"])

    def follow(
        self, company: Company, record: Record, old: Record | None, options: Options
    ) -> None:
        """quickbooks: a new agency gets an account for what it is owed."""
        if old is None and company.settings.agency_accounts == "own":
            name = f"{record.obj['DisplayName']} Payable"
            on = account_like(company, str(record.obj["_account"]), name)
            record.obj = {**record.obj, "_account": on}

    def view(self, company: Company, record: Record) -> Obj:
        shown = super().view(company, record)
        del shown["_account"], shown["Active"]
        return shown


class TaxRate(MadeElsewhere):
    name = "TaxRate"
    family = "TaxRate"


class TaxCode(MadeElsewhere):
    name = "TaxCode"
    by_newer_service = True
    family = "TaxCode"

    def view(self, company: Company, record: Record) -> Obj:
        shown = super().view(company, record)
        if record.id in NOT_NUMBERED:
            del shown["SyncToken"], shown["domain"], shown["sparse"], shown["Active"]
        return shown


def refuse_automated(company: Company) -> None:
    """quickbooks: with automated sales tax nobody makes agencies or rates by API."""
    if company.preference("TaxPrefs", "PartnerTaxEnabled"):
        raise business("Tax agencies and rates are set up by automated sales tax.")


def rates_of(company: Company, code: Record, side: str = SALES) -> list[Record]:
    """The rates behind a code on that side, in their order."""
    details = code.obj.get(f"{side}TaxRateList", {}).get("TaxRateDetail", [])
    return [company.records["TaxRate"][each["TaxRateRef"]["value"]] for each in details]


def add_rate(company: Company, *, name: str, value: Decimal, agency: Record) -> Record:
    """A new rate. Raises 6240 where its name is taken."""
    kind, now = TaxRate(), stamp(company.now())
    obj = {
        "Name": name,
        "Description": name,
        "Active": True,
        "RateValue": plain(value),
        "AgencyRef": {"value": agency.id},
        "SpecialTaxType": "NONE",
        "DisplayType": "ReadOnly",
    }
    record = Record("TaxRate", "", obj, now, now)
    if company.named(kind.keys(obj)[0]):
        raise taken("tax rate")
    return _keep(company, kind, record)


def add_code(
    company: Company,
    *,
    name: str,
    rates: list[Record],
    purchases: Sequence[Record] = (),
    id_: str = "",
) -> Record:
    """A new code over rates of sales and of purchases. Raises 6240 where its name is taken."""
    kind, now = TaxCode(), stamp(company.now())
    obj: Obj = {
        "Name": name,
        "Description": name,
        "Active": True,
        "Taxable": id_ != "NON",
        "TaxGroup": id_ not in PSEUDO,
    }
    if id_ not in NOT_NUMBERED:
        obj[f"{SALES}TaxRateList"] = _rate_list(rates)
        obj[f"{PURCHASES}TaxRateList"] = _rate_list(purchases)
    if company.named(kind.keys(obj)[0]):
        raise taken("tax code")
    return _keep(company, kind, Record("TaxCode", id_, obj, now, now))


def _rate_list(rates: Sequence[Record]) -> Obj:
    details = [
        {"TaxTypeApplicable": "TaxOnAmount", "TaxRateRef": reference_to(rate), "TaxOrder": 0}
        for rate in rates
    ]
    return {"TaxRateDetail": details}


def _keep(company: Company, kind: NameList, record: Record) -> Record:
    record.id = record.id or company.next_id(kind.family)
    record.keys = kind.keys(record.obj)
    company.put(record, family=kind.family)
    company.touch(record)
    return record


def taken(what: str) -> Fault:
    """6240 in the words of a tax rate or code."""
    return Fault(
        "6240",
        f"The name supplied already exists. : Another {what} is already using this \n"
        "name. Please use a different name.",
        element="",
    )
