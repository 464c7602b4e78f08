"""The sample company has the names, ids and open balances that public examples rely on."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.emulator.books import Books, Obj, line, sale

NUMBERED = {"CustomTxnNumbers": True}


@pytest.fixture
def sample(company: Callable[..., Books]) -> Books:
    return company("sample")


@pytest.mark.parametrize(
    ("kind", "id_", "name"),
    [
        ("Account", "4", "Undeposited Funds"),
        ("Account", "49", "Landscaping Services:Job Materials:Plants and Soil"),
        ("Account", "81", "Inventory Asset"),
        ("Customer", "1", "Amy's Bird Sanctuary"),
        ("Customer", "8", "Freeman Sporting Goods:0969 Ocean View Road"),
        ("Item", "11", "Pump"),
    ],
)
def test_it_knows_the_well_known_ids(sample: Books, kind: str, id_: str, name: str) -> None:
    assert sample.read(kind, id_)["FullyQualifiedName"] == name


def test_its_open_invoices_are_those_of_the_sandbox(sample: Books) -> None:
    found = sample.query("select * from Customer maxresults 100")["Customer"]

    owed = {each["Id"]: each["Balance"] for each in found}
    assert (owed["1"], owed["24"]) == (Decimal("239.00"), Decimal("362.07"))


@pytest.mark.parametrize(
    ("account", "balance"),
    [
        ("Accounts Receivable (A/R)", "5281.52"),
        ("Accounts Payable (A/P)", "-1602.67"),
        ("Inventory Asset", "596.25"),
        ("Notes Payable", "-25000.00"),
        ("Opening Balance Equity", "9337.50"),
        ("Cost of Goods Sold", "405.00"),
    ],
)
def test_its_balances_are_those_of_the_sandbox(sample: Books, account: str, balance: str) -> None:
    assert sample.balances()[account] == Decimal(balance)


@pytest.mark.parametrize(("item", "held"), [("5", 2), ("11", 25), ("16", 25), ("17", 31)])
def test_it_has_the_stock_of_the_sandbox(sample: Books, item: str, held: int) -> None:
    assert sample.read("Item", item)["QtyOnHand"] == held


def test_its_next_number_follows_the_last_one(sample: Books) -> None:
    made = sample.make("Invoice", sale({"Id": "1"}, line({"Id": "1"}, "100")))

    assert made["DocNumber"] == "1038"


def test_its_last_day_is_the_day_it_was_opened(sample: Books) -> None:
    today = datetime.now(ZoneInfo("America/Los_Angeles")).date().isoformat()

    assert sample.read("Invoice", "130")["TxnDate"] == today


def test_it_knows_both_tax_codes(sample: Books) -> None:
    tucson, california = sample.read("TaxCode", "3"), sample.read("TaxCode", "2")

    assert (tucson["Name"], california["Name"]) == ("Tucson", "California")
    assert sample.read("TaxRate", "3")["RateValue"] == 8


@pytest.mark.parametrize("wanted", [{"multicurrency": True}, {"preferences": NUMBERED}])
def test_it_opens_under_other_preferences(company: Callable[..., Books], wanted: Obj) -> None:
    books = company("sample", **wanted)

    assert books.balances()["Accounts Receivable (A/R)"] == Decimal("5281.52")


def test_its_tax_codes_without_a_number_come_on_top_of_every_page(sample: Books) -> None:
    found = sample.query("select * from TaxCode startposition 2 maxresults 1")["TaxCode"]

    assert [each["Id"] for each in found] == ["TAX", "NON", "CustomSalesTax", "3"]
    assert set(found[2]) == {"Id", "MetaData", "Name", "Description", "Taxable", "TaxGroup"}


@pytest.mark.parametrize(
    ("kind", "id_", "shown"),
    [
        ("Customer", "8", {"ParentRef": {"value": "7"}}),
        ("Vendor", "32", {"TermRef": {"value": "1"}}),
        ("Invoice", "103", {"SalesTermRef": {"value": "3"}, "SyncToken": "0"}),
        ("Bill", "25", {"LinkedTxn": [{"TxnId": "118", "TxnType": "BillPaymentCheck"}]}),
        ("Vendor", "31", {"TaxIdentifier": "XXXXXX9875"}),
        ("Estimate", "48", {"DeliveryInfo": {"DeliveryType": "Email"}, "TxnStatus": "Closed"}),
        ("SalesReceipt", "47", {"LinkedTxn": [{"TxnId": "62", "TxnType": "Deposit"}]}),
    ],
)
def test_it_shows_what_was_recorded(sample: Books, kind: str, id_: str, shown: Obj) -> None:
    found = sample.read(kind, id_)

    assert {name: found[name] for name in shown} == shown


def test_the_address_on_a_document_stands_in_plain_lines(sample: Books) -> None:
    address = sample.read("SalesReceipt", "47")["BillAddr"]

    assert list(address) == ["Id", "Line1", "Line2", "Line3", "Lat", "Long"]
    assert address["Line3"] == "Palo Alto, CA  94303"


def test_documents_come_by_their_last_change_and_names_by_their_alphabet(sample: Books) -> None:
    sample.control("PUT", "settings", {"advance_s": 60})
    sample.change("SalesReceipt", sample.read("SalesReceipt", "17"), PrivateNote="changed last")

    receipts = sample.query("select * from SalesReceipt")["SalesReceipt"]
    vendors = sample.query("select * from Vendor startposition 16 maxresults 5")["Vendor"]

    assert receipts[0]["Id"] == "17"
    assert [each["Id"] for each in vendors] == ["44", "45", "46", "48", "47"]


def test_a_document_cannot_name_the_code_for_typed_in_taxes(sample: Books) -> None:
    form = sale({"Id": "1"}, line({"Id": "1"}, "100", "TAX"))
    tax = {"TxnTaxDetail": {"TxnTaxCodeRef": {"value": "CustomSalesTax"}}}

    assert sample.refused("Invoice", {**form, **tax})["code"] == "2500"
