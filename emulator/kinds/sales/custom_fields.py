"""Which fields of its own does a company put on its sales forms and purchase orders?

quickbooks: the preferences define up to three; a form shows all of them, one without a value
comes without StringValue. What names no definition is dropped, kept or refused, as the setting
`undefined_custom_fields` says.
"""

from collections.abc import Iterator

from emulator.books.company import Company
from emulator.protocol.faults import Fault
from emulator.wire import Obj

MOST = 31
SALES, ORDERS = ("SalesFormsPrefs", "CustomField"), ("VendorAndPurchasesPrefs", "POCustomField")
USED = {SALES: "SalesFormsPrefs.UseSalesCustom", ORDERS: "PurchasePrefs.UsePurchaseCustom"}
NAMED = {SALES: "SalesFormsPrefs.SalesCustomName", ORDERS: "PurchasePrefs.PurchaseCustomName"}
Place = tuple[str, str]


def complete_custom_fields(company: Company, obj: Obj, place: Place = SALES) -> None:
    """Set CustomField of a form to the company's fields with the values sent.

    Raises 2050, and 3000 where a field that no definition has is refused.
    """
    given = {str(each.get("DefinitionId")): each for each in obj.pop("CustomField", None) or ()}
    shown = [
        _shown(number, name, given.pop(number, {}).get("StringValue"))
        for number, name in _defined(company, place)
    ]
    shown += _undefined(company, given)
    if shown:
        obj["CustomField"] = shown


def _defined(company: Company, place: Place) -> Iterator[tuple[str, str]]:
    """Definition id and name of each field that is switched on."""
    groups = company.preference(*place) or ()
    preferences = {
        each.get("Name"): each for group in groups for each in group.get("CustomField") or ()
    }
    for number in ("1", "2", "3"):
        if (preferences.get(USED[place] + number) or {}).get("BooleanValue") is True:
            yield number, (preferences.get(NAMED[place] + number) or {}).get("StringValue", "")


def _undefined(company: Company, given: dict[str, Obj]) -> list[Obj]:
    """What stays of the fields that no definition has."""
    way = company.settings.undefined_custom_fields
    if given and way == "refuse":
        number = next(iter(given))
        raise Fault("3000", f"There is no custom field {number}.", element="CustomField")
    return list(given.values()) if way == "keep" else []


def _shown(number: str, name: str, value: str | None) -> Obj:
    if value and len(value) > MOST:
        raise Fault(
            "2050",
            "String length specified does not match the supported length. "
            f"Min:0 Max:{MOST} supported. Supplied length:{len(value)}",
            element="CustomField.StringValue",
        )
    filled = {"StringValue": value} if value else {}
    return {"DefinitionId": number, "Name": name, "Type": "StringType", **filled}
