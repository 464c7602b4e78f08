"""The chart of accounts."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from tests.emulator.books import Books, Obj, key_of, ref

CHECKING, RECEIVABLE, SALES = "35", "84", "79"


def bank(books: Books, name: str = "Vault", **more: object) -> Obj:
    return books.make("Account", {"Name": name, "AccountType": "Bank", **more})


def test_it_answers_an_account_as_it_was_recorded(books: Books) -> None:
    made = books.make("Account", {"Name": "Fees", "AccountSubType": "ServiceFeeIncome"})

    assert list(made) == [
        *("Name", "SubAccount", "FullyQualifiedName", "Active", "Classification"),
        *("AccountType", "AccountSubType", "CurrentBalance", "CurrentBalanceWithSubAccounts"),
        *("CurrencyRef", "domain", "sparse", "Id", "SyncToken", "MetaData"),
    ]
    assert (made["Classification"], made["AccountType"]) == ("Revenue", "Income")


def test_it_gives_a_type_its_sub_type(books: Books) -> None:
    assert bank(books)["AccountSubType"] == "CashOnHand"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"AccountType": "Bank"}, "2020"),
        ({"Name": "A"}, "2020"),
        ({"Name": "A", "AccountType": "Purse"}, "2170"),
        ({"Name": "A", "AccountType": "Non-Posting"}, "2170"),
        ({"Name": "A", "AccountSubType": "Purse"}, "2170"),
        ({"Name": "A", "AccountType": "Bank", "AccountSubType": "Travel"}, "6010"),
        ({"Name": "A:B", "AccountType": "Bank"}, "2180"),
        ({"Name": 'A"B', "AccountType": "Bank"}, "2180"),
        ({"Name": "A" * 101, "AccountType": "Bank"}, "2050"),
        ({"Name": "A", "AccountType": "Bank", "Description": "D" * 101}, "2050"),
        ({"Name": "A", "AccountType": "Bank", "AcctNum": "12345678"}, "2050"),
        ({"Name": "A", "AccountType": "Bank", "SubAccount": True}, "6150"),
        ({"Name": "A", "AccountType": "Bank", "ParentRef": {"value": "999"}}, "2500"),
        ({"Name": "A", "AccountType": "Bank", "TaxCodeRef": {"value": "999"}}, "2500"),
        ({"Name": "A", "AccountType": "Income", "OpeningBalance": 5}, "6000"),
        ({"Name": "A", "AccountType": "Accounts Payable", "OpeningBalance": 5}, "6000"),
        ({"Name": "A", "AccountType": "Bank", "CurrencyRef": {"value": "EUR"}}, "6000"),
    ],
)
def test_it_refuses_an_account_that_cannot_be(books: Books, body: Obj, code: str) -> None:
    assert books.refused("Account", body)["code"] == code


def test_it_refuses_a_name_twice_in_the_recorded_words(books: Books) -> None:
    bank(books)

    error = books.refused("Account", {"Name": "vault", "AccountType": "Bank"})

    assert error["code"] == "6240"
    assert error["Detail"] == (
        "The name supplied already exists. : An account already has the same display name. "
        "Display Name must be unique. Please provide a different display name."
    )


def test_it_refuses_a_number_twice_in_the_recorded_words(books: Books) -> None:
    bank(books, AcctNum="1000")

    error = books.refused("Account", {"Name": "B", "AccountType": "Bank", "AcctNum": "1000"})

    assert error["Detail"] == (
        "Business Validation Error: Another account is already using this number.  "
        "Please use a different number."
    )


def test_a_number_is_longer_elsewhere(company: Callable[..., Books]) -> None:
    books = company("au")

    assert bank(books, AcctNum="1" * 20)["AcctNum"] == "1" * 20
    error = books.refused("Account", {"Name": "B", "AccountType": "Bank", "AcctNum": "1" * 21})
    assert error["code"] == "2050"


def test_it_refuses_a_parent_of_another_type(books: Books) -> None:
    body = {"Name": "Sub", "AccountType": "Expense", "ParentRef": {"value": CHECKING}}

    error = books.refused("Account", body)

    assert error["Detail"].endswith("you must select the same account type as their parent.")


def test_it_refuses_depreciation_as_a_parent_in_the_recorded_words(books: Books) -> None:
    parent = books.make("Account", {"Name": "Wear", "AccountSubType": "AccumulatedDepreciation"})
    body = {"Name": "Sub", "AccountType": "Fixed Asset", "ParentRef": ref(parent)}

    error = books.refused("Account", body)

    assert error["Detail"] == (
        "Business Validation Error: Fixed asset accounts (Accumulated Amortization, Depletion, "
        "or Depreciation) cannot be parent accounts."
    )


def test_it_refuses_a_sixth_level(books: Books) -> None:
    below: Obj = bank(books, "1")
    for name in "2345":
        below = bank(books, name, ParentRef=ref(below))
    assert below["FullyQualifiedName"] == "1:2:3:4:5"
    assert "Level" not in below

    error = books.refused("Account", {"Name": "6", "AccountType": "Bank", "ParentRef": ref(below)})

    assert error["code"] == "6180"


def test_a_parent_shows_what_stands_under_it(books: Books) -> None:
    parent = bank(books)
    child = bank(books, "Box", ParentRef=ref(parent), OpeningBalance=30)
    bank(books, "Tin", ParentRef=ref(child), OpeningBalance=12)

    shown = books.read("Account", parent["Id"])

    assert (shown["CurrentBalance"], shown["CurrentBalanceWithSubAccounts"]) == (0, 42)


def test_it_opens_an_account_against_opening_balance_equity(books: Books) -> None:
    bank(books, OpeningBalance=Decimal("12.50"), OpeningBalanceDate="2024-01-01")
    books.make("Account", {"Name": "Loan", "AccountSubType": "LoanPayable", "OpeningBalance": 10})

    held = books.balances()

    assert (held["Vault"], held["Loan"]) == (Decimal("12.50"), -10)
    assert held["Opening Balance Equity"] == Decimal("-2.50")


def test_an_update_leaves_the_opening_balance_alone(books: Books) -> None:
    made = bank(books, OpeningBalance=12)

    changed = books.make("Account", {**made, "OpeningBalance": 99, "Description": "Cellar"})

    assert (changed["Description"], changed["CurrentBalance"]) == ("Cellar", 12)
    assert "OpeningBalance" not in changed


def test_it_opens_a_foreign_account_at_the_rate_of_its_day(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    day = "2024-01-01"
    books.make("ExchangeRate", {"SourceCurrencyCode": "EUR", "AsOfDate": day, "Rate": 2})

    bank(books, CurrencyRef={"value": "EUR"}, OpeningBalance=10, OpeningBalanceDate=day)

    assert books.balances()["Vault"] == 20


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"AccountType": "Income", "CurrencyRef": {"value": "EUR"}}, "6000"),
        ({"AccountType": "Equity", "CurrencyRef": {"value": "EUR"}}, "6000"),
        ({"AccountType": "Bank", "CurrencyRef": {"value": "SEK"}}, "2500"),
        ({"AccountType": "Bank", "CurrencyRef": {"value": "XYZ"}}, "2220"),
    ],
)
def test_it_refuses_a_currency_an_account_cannot_have(
    company: Callable[..., Books], body: Obj, code: str
) -> None:
    books = company("us", multicurrency=True)

    assert books.refused("Account", {"Name": "A", **body})["code"] == code


def test_it_refuses_to_change_the_currency_of_an_account(company: Callable[..., Books]) -> None:
    books = company("us", multicurrency=True)
    made = bank(books)

    change = {**key_of(made), "sparse": True, "CurrencyRef": {"value": "EUR"}}

    assert books.refused("Account", change)["code"] == "6000"


def test_a_new_type_brings_its_own_sub_type(books: Books) -> None:
    made = books.make("Account", {"Name": "Odd", "AccountSubType": "Travel"})

    changed = books.change("Account", made, AccountType="Other Expense")

    assert changed["AccountSubType"] == "OtherMiscellaneousExpense"


@pytest.mark.parametrize("id_", [CHECKING, RECEIVABLE, SALES, "4", "2"])
def test_it_refuses_another_type_for_an_account_quickbooks_uses(books: Books, id_: str) -> None:
    made = books.read("Account", id_)

    error = books.refused("Account", {**key_of(made), "sparse": True, "AccountType": "Other Asset"})

    assert error["code"] == "6000"


def test_it_refuses_to_make_a_receivable_account_of_another(books: Books) -> None:
    change = {**key_of(bank(books)), "sparse": True, "AccountType": "Accounts Receivable"}

    assert books.refused("Account", change)["code"] == "6000"


def test_it_refuses_another_type_for_a_parent(books: Books) -> None:
    parent = bank(books)
    bank(books, "Box", ParentRef=ref(parent))

    error = books.refused("Account", {**key_of(parent), "sparse": True, "AccountType": "Equity"})

    assert "same account type as their parent" in error["Detail"]


def test_it_changes_the_type_of_a_used_account_only_where_it_is_set_to(books: Books) -> None:
    change = {**key_of(bank(books, OpeningBalance=5)), "sparse": True, "AccountType": "Other Asset"}

    error = books.refused("Account", change)
    books.control("PUT", "settings", {"retype_used_accounts": True})

    assert error["code"] == "6000"
    assert books.make("Account", change)["AccountType"] == "Other Asset"


@pytest.mark.parametrize("id_", [CHECKING, RECEIVABLE, "4", "2"])
def test_it_refuses_to_make_a_system_account_inactive(books: Books, id_: str) -> None:
    made = books.read("Account", id_)

    error = books.refused("Account", {**key_of(made), "sparse": True, "Active": False})

    assert error["code"] == "6000"


def test_it_refuses_to_make_an_account_with_a_balance_inactive(books: Books) -> None:
    made = bank(books, OpeningBalance=5)

    error = books.refused("Account", {**key_of(made), "sparse": True, "Active": False})

    assert error["code"] == "6220"


def test_it_refuses_to_make_a_parent_inactive_before_its_sub_accounts(books: Books) -> None:
    parent = bank(books)
    child = bank(books, "Box", ParentRef=ref(parent))
    change = {**key_of(parent), "sparse": True, "Active": False}

    error = books.refused("Account", change)
    books.change("Account", child, Active=False)

    assert error["code"] == "6000"
    assert books.make("Account", change)["Name"] == "Vault (deleted)"


def test_it_refuses_to_make_an_account_of_a_product_inactive(books: Books) -> None:
    made = books.make("Account", {"Name": "Teas", "AccountSubType": "SalesOfProductIncome"})
    books.item(IncomeAccountRef=ref(made))

    error = books.refused("Account", {**key_of(made), "sparse": True, "Active": False})

    assert error["code"] == "6000"


def test_it_refuses_to_delete_an_account_in_the_recorded_words(books: Books) -> None:
    error = books.refused("Account", key_of(bank(books)), operation="delete")

    assert (error["code"], error["Detail"]) == ("500", "Operation Delete is not supported.")


def test_a_full_update_clears_what_is_left_out(books: Books) -> None:
    made = bank(books, Description="Cellar", AcctNum="1000")

    changed = books.make("Account", {**key_of(made), "Name": "Vault"})

    assert "Description" not in changed
    assert "AcctNum" not in changed
    assert changed["AccountType"] == "Bank"


def test_an_opening_balance_stands_in_the_reports_from_its_day_on(books: Books) -> None:
    bank(books, OpeningBalance=5, OpeningBalanceDate="2024-01-01")
    ends = ("2023-12-31", "2024-01-01")

    before, after = (
        books.call("reports/TrialBalance", start_date="2023-01-01", end_date=end).text
        for end in ends
    )

    assert "Vault" not in before
    assert "Vault" in after
