"""The sample company has the names, ids and open balances that public examples rely on."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.emulator.books import Books, line, sale


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
    assert sample.balances()["Accounts Receivable (A/R)"] == Decimal("5281.52")


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


def test_it_opens_with_several_currencies_too(company: Callable[..., Books]) -> None:
    books = company("sample", multicurrency=True)

    assert books.balances()["Accounts Receivable (A/R)"] == Decimal("5281.52")
