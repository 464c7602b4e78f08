"""Accounts, currencies, money, stock and lists where QuickBooks says nothing: the chosen way and
the other one."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from emulator import wire
from tests.emulator.books import Books, Obj, key_of, line, ref, sale, settles

CHECKING, SAVINGS, CARD, PAYABLE = "35", "36", "41", "85"
EURO: Obj = {"CurrencyRef": {"value": "EUR"}}


def choose(books: Books, **settings: Any) -> None:
    books.control("PUT", "settings", settings)


@pytest.fixture
def abroad(company: Callable[..., Books]) -> Books:
    """A US company that deals in several currencies."""
    return company("us", multicurrency=True)


def bank(books: Books, name: str = "Vault", **more: Any) -> Obj:
    return books.make("Account", {"Name": name, "AccountType": "Bank", **more})


def transfer(out_of: str, to: str) -> Obj:
    ends = {"FromAccountRef": {"value": out_of}, "ToAccountRef": {"value": to}}
    return {**ends, "Amount": 25}


def entry(debit: str, credit: str, amount: str = "10", **more: Any) -> Obj:
    detail = "JournalEntryLineDetail"
    lines = [
        {
            "Amount": Decimal(amount),
            "DetailType": detail,
            detail: {"PostingType": side, "AccountRef": {"value": on}},
        }
        for side, on in (("Debit", debit), ("Credit", credit))
    ]
    return {"Line": lines, **more}


def test_a_card_takes_part_in_transfers_unless_it_is_set_so(books: Books) -> None:
    made = books.make("Transfer", transfer(CHECKING, books.account("Mastercard")["value"]))
    choose(books, transfers_with_cards=False)

    error = books.refused("Transfer", transfer(CHECKING, books.account("Mastercard")["value"]))

    assert (made["Amount"], error["code"]) == (25, "6430")


def test_a_type_alone_brings_the_sub_type_that_is_set(books: Books) -> None:
    first = bank(books)["AccountSubType"]
    choose(books, first_subtypes={"Bank": "Checking", "Expense": "Savings"})

    assert (first, bank(books, "Till")["AccountSubType"]) == ("CashOnHand", "Checking")
    cost = books.make("Account", {"Name": "Cost", "AccountType": "Expense"})
    assert cost["AccountSubType"] == "OtherMiscellaneousServiceCost"


def test_an_opening_balance_is_booked_or_ignored(books: Books) -> None:
    bank(books, "Vault", OpeningBalance=40)
    choose(books, opening_balances="ignore")
    till = bank(books, "Till", OpeningBalance=40)

    assert books.balances()["Vault"] == 40
    assert "Till" not in books.balances()
    assert "OpeningBalance" not in till


@pytest.mark.parametrize("use", ["sub-account", "item"])
def test_an_account_in_use_stays_active_unless_it_is_set_so(books: Books, use: str) -> None:
    made = books.make("Account", {"Name": "Tea", "AccountType": "Income"})
    if use == "item":
        books.item(IncomeAccountRef=ref(made))
    else:
        under = {"SubAccount": True, "ParentRef": ref(made), "AccountType": "Income"}
        books.make("Account", {"Name": "Green", **under})
    gone = {**key_of(made), "sparse": True, "Active": False}

    before = books.refused("Account", gone)["code"]
    choose(books, used_accounts_inactive="allow")

    assert before == "6000"
    assert books.make("Account", gone)["Active"] is False


def test_a_debt_is_below_zero_or_has_its_natural_sign(books: Books) -> None:
    loan = books.make("Account", {"Name": "Loan", "AccountType": "Long Term Liability"})
    books.make("JournalEntry", entry(CHECKING, loan["Id"]))

    def shown(id_: str) -> Any:
        return books.read("Account", id_)["CurrentBalance"]

    before = shown(loan["Id"]), shown(CHECKING)
    choose(books, balance_sign="natural")

    assert before == (-10, 10)
    assert (shown(loan["Id"]), shown(CHECKING)) == (10, 10)


def codes(books: Books) -> list[str]:
    found = books.query("select * from CompanyCurrency").get("CompanyCurrency", [])
    return [each["Code"] for each in found]


@pytest.mark.parametrize(
    ("settings", "listed"),
    [
        ({}, ["CAD", "EUR", "AUD", "GBP", "JPY", "CHF", "NZD"]),
        ({"first_currencies": "SEK USD XYZ NOK"}, ["SEK", "NOK"]),
        ({"first_currencies": ""}, []),
        ({"first_currencies": "EUR", "home_currency_listed": True}, ["USD", "EUR"]),
    ],
)
def test_the_first_list_of_currencies_can_be_set(
    books: Books, settings: Obj, listed: list[str]
) -> None:
    choose(books, **settings)

    books.prefer("CurrencyPrefs", MultiCurrencyEnabled=True)

    assert codes(books) == listed


def test_the_home_currency_in_the_list_stays_there(books: Books) -> None:
    choose(books, home_currency_listed=True)
    books.prefer("CurrencyPrefs", MultiCurrencyEnabled=True)
    home = books.query("select * from CompanyCurrency where Code = 'USD'")["CompanyCurrency"][0]

    error = books.refused("CompanyCurrency", {**key_of(home), "sparse": True, "Active": False})

    assert error["code"] == "6000"


def test_a_currency_that_is_not_listed_is_refused_unless_it_is_set_so(abroad: Books) -> None:
    krona = {"DisplayName": "Sven", "CurrencyRef": {"value": "SEK"}}

    before = abroad.refused("Customer", krona)["code"]
    choose(abroad, unlisted_currencies="allow")

    assert before == "2500"
    assert abroad.make("Customer", krona)["CurrencyRef"]["value"] == "SEK"
    assert abroad.refused("Customer", {**krona, "CurrencyRef": {"value": "XYZ"}})


def stored(books: Books, day: str, value: str, **more: Any) -> Obj:
    body = {"SourceCurrencyCode": "EUR", "AsOfDate": day, "Rate": Decimal(value)}
    return books.make("ExchangeRate", {**body, **more})


def test_a_rate_that_nobody_stored_is_the_tables_or_one(abroad: Books) -> None:
    def answered() -> Any:
        found = abroad.call("exchangerate", sourcecurrencycode="EUR", asofdate="2024-02-29")
        return wire.loads(found.content)["ExchangeRate"]["Rate"]

    before = answered()
    choose(abroad, unstored_rates="one")
    customer = abroad.customer("Erik", **EURO)
    made = abroad.make("Invoice", sale(customer, line(abroad.item(), "10"), **EURO))

    assert before == Decimal("1.09")
    assert (answered(), made["ExchangeRate"]) == (1, 1)


def test_a_rate_without_sync_token_replaces_unless_it_is_set_so(abroad: Books) -> None:
    stored(abroad, "2024-01-01", "2")
    replaced = stored(abroad, "2024-01-01", "3")
    choose(abroad, unmarked_rates="refuse")
    body = {"SourceCurrencyCode": "EUR", "AsOfDate": "2024-01-01", "Rate": 4}

    error = abroad.refused("ExchangeRate", body)

    assert (replaced["SyncToken"], error["code"]) == ("1", "2020")
    assert stored(abroad, "2024-01-01", "4", SyncToken="1")["Rate"] == 4


def test_a_query_of_rates_by_day_means_that_day_or_what_holds_on_it(abroad: Books) -> None:
    stored(abroad, "2024-01-01", "2")
    where = "where SourceCurrencyCode in ('EUR', 'GBP') and AsOfDate = '2024-01-31'"

    before = abroad.query(f"select * from ExchangeRate {where}")
    choose(abroad, rates_by_date="in force")
    after = abroad.query(f"select * from ExchangeRate {where}")["ExchangeRate"]

    assert before == {}
    assert [(each["SourceCurrencyCode"], each["AsOfDate"]) for each in after] == [
        *(("EUR", "2024-01-01"), ("GBP", "2024-01-31"))
    ]
    assert abroad.query("select count(*) from ExchangeRate")["totalCount"] == 1
    error = abroad.query_error("select * from ExchangeRate where AsOfDate = 'soon'")
    assert error["code"] == "4001"


def test_days_or_the_day_of_the_month_win_or_both_are_one_too_many(books: Books) -> None:
    both = {"DueDays": 30, "DayOfMonthDue": 15}
    made = books.make("Term", {"Name": "A", **both})
    choose(books, term_with_both="day of month")
    other = books.make("Term", {"Name": "B", **both})
    choose(books, term_with_both="refuse")

    assert (made["Type"], "DayOfMonthDue" in made) == ("STANDARD", False)
    assert (other["Type"], "DueDays" in other) == ("DATE_DRIVEN", False)
    assert books.refused("Term", {"Name": "C", **both})["code"] == "2600"
    assert books.change("Term", other, DueDays=30)["Type"] == "STANDARD"


@pytest.mark.parametrize(("ids", "first"), [("long", "5000000000000000001"), ("short", "1")])
def test_ids_of_classes_are_long_or_short(books: Books, ids: str, first: str) -> None:
    choose(books, class_ids=ids)

    assert books.make("Class", {"Name": "North"})["Id"] == first


def template(books: Books, name: str) -> Obj:
    info = {"Name": name, "RecurType": "Unscheduled"}
    form = sale(books.customer_once(), line(books.item(name), "10"), RecurringInfo=info)
    return {"Invoice": form}


def test_a_small_plan_has_no_branches_unless_it_is_set_so(company: Callable[..., Books]) -> None:
    books = company("us-simple-start")
    wanted = {"Class": {"Name": "North"}, "Department": {"Name": "Inn"}}
    wanted["RecurringTransaction"] = template(books, "Rent")

    before = {books.refused(kind, body)["code"] for kind, body in wanted.items()}
    choose(books, small_plan_lists="allow")

    assert before == {"5030"}
    assert all(books.make(kind, body) for kind, body in wanted.items())


def test_the_name_of_a_template_is_its_own_unless_it_is_set_so(books: Books) -> None:
    rent = template(books, "Rent")
    books.make("RecurringTransaction", rent)

    before = books.refused("RecurringTransaction", rent)["code"]
    choose(books, template_names="free")

    assert before == "6240"
    assert books.make("RecurringTransaction", rent)["Invoice"]["Id"] == "2"


@pytest.mark.parametrize(
    ("section", "change"),
    [
        ("CurrencyPrefs", {"HomeCurrency": {"value": "EUR"}}),
        ("SalesFormsPrefs", {"UsingPriceLevels": True}),
    ],
)
def test_a_read_only_preference_is_passed_over_or_refused(
    books: Books, section: str, change: Obj
) -> None:
    books.prefer(section, **change)
    held = books.read("Preferences", "1")
    choose(books, read_only_preferences="refuse")

    error = books.refused("Preferences", {**key_of(held), "sparse": True, section: change})

    assert held["CurrencyPrefs"]["HomeCurrency"]["value"] == "USD"
    assert held[section] != {**held[section], **change}
    assert error["code"] == "6000"
    assert books.make("Preferences", held)


def test_a_full_update_of_preferences_is_merged_or_clears_the_rest(books: Books) -> None:
    changes: Obj = {"SalesFormsPrefs": {"CustomTxnNumbers": True}}

    def prefer() -> Obj:
        return books.make("Preferences", {**key_of(books.read("Preferences", "1")), **changes})

    merged = prefer()
    choose(books, full_preferences="clear")
    cleared = prefer()

    assert len(merged["SalesFormsPrefs"]) > 5
    assert cleared["SalesFormsPrefs"]["CustomTxnNumbers"] is True
    assert "AllowDiscount" not in cleared["SalesFormsPrefs"]
    assert cleared["CurrencyPrefs"]["HomeCurrency"] == merged["CurrencyPrefs"]["HomeCurrency"]


def owed_entry(books: Books, customer: Obj, amount: str) -> Obj:
    detail = "JournalEntryLineDetail"
    body = entry(books.account("Accounts Receivable (A/R)")["value"], CHECKING, amount)
    debit = body["Line"][0][detail]
    debit["Entity"] = {"Type": "Customer", "EntityRef": ref(customer)}
    return body


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_a_settled_entry_loosens_its_payments_or_stays(books: Books, operation: str) -> None:
    customer = books.customer()
    made = books.make("JournalEntry", owed_entry(books, customer, "10"))
    paid = {"CustomerRef": ref(customer), "TotalAmt": 10}
    payment = books.make("Payment", {**paid, "Line": [settles(made, "10", "JournalEntry")]})
    now = books.read("JournalEntry", made["Id"])
    less = {**key_of(now), **owed_entry(books, customer, "4")}

    choose(books, settled_entries="refuse")
    error = books.refused("JournalEntry", less, operation=operation)
    choose(books, settled_entries="loosen")
    books.make("JournalEntry", less, operation=operation)

    left = {"update": 6, "delete": 10}[operation]
    assert error["code"] == "6000"
    assert books.read("Payment", payment["Id"])["UnappliedAmt"] == left


def test_a_journal_entry_has_a_number_of_its_own_where_it_is_set_so(books: Books) -> None:
    before = books.make("JournalEntry", entry(CHECKING, SAVINGS))
    choose(books, number_entries=True)
    after = books.make("JournalEntry", entry(CHECKING, SAVINGS))
    given = books.make("JournalEntry", entry(CHECKING, SAVINGS, DocNumber="J7"))

    assert "DocNumber" not in before
    assert (after["DocNumber"], given["DocNumber"]) == ("1001", "J7")


def deposit(*lines: Obj, **more: Any) -> Obj:
    return {"DepositToAccountRef": {"value": CHECKING}, "Line": list(lines), **more}


def income(amount: str, **detail: Any) -> Obj:
    on = {"AccountRef": {"value": "79"}, **detail}
    kind = "DepositLineDetail"
    return {"Amount": Decimal(amount), "DetailType": kind, kind: on}


@pytest.mark.parametrize(("way", "total"), [("banked", 70), ("lines", 100)])
def test_the_total_of_a_deposit_is_what_reaches_the_bank_or_its_lines(
    books: Books, way: str, total: int
) -> None:
    choose(books, deposit_total=way)
    kept = {"AccountRef": {"value": SAVINGS}, "Amount": 30}

    made = books.make("Deposit", deposit(income("100"), CashBack=kept))

    assert made["TotalAmt"] == total
    held = books.balances()
    assert [held["Checking"], held["Savings"]] == [70, 30]


@pytest.mark.parametrize(("way", "gain", "left"), [("receipt", -5, 0), ("deposit", 0, -5)])
def test_a_receipt_is_deposited_at_its_own_rate_or_the_deposits(
    abroad: Books, way: str, gain: int, left: int
) -> None:
    choose(abroad, deposited_rate=way)
    form = sale(abroad.customer("Erik", **EURO), line(abroad.item(), "10"), **EURO)
    receipt = abroad.make("SalesReceipt", {**form, "ExchangeRate": 1})
    linked = settles(receipt, "10", "SalesReceipt")

    abroad.make("Deposit", deposit(linked, **EURO, ExchangeRate=Decimal("1.5")))

    held = abroad.balances()
    assert held["Checking"] == 15
    assert held.get("Exchange Gain or Loss", 0) == gain
    assert held.get("Undeposited Funds", 0) == left


def test_tax_on_the_lines_of_a_deposit_is_kept_dropped_or_refused(
    company: Callable[..., Books],
) -> None:
    books = company("gb")
    taxed = deposit(income("100", TaxCodeRef={"value": "2"}))

    kept = books.make("Deposit", taxed)["Line"][0]["DepositLineDetail"]
    choose(books, deposit_tax="drop")
    dropped = books.make("Deposit", taxed)["Line"][0]["DepositLineDetail"]
    choose(books, deposit_tax="refuse")

    assert kept["TaxCodeRef"]["value"] == "2"
    assert "TaxCodeRef" not in dropped
    assert books.refused("Deposit", taxed)["code"] == "500"
    assert books.make("Deposit", deposit(income("100")))["TotalAmt"] == 100


def adjustment(item: Obj, against: str = "91", **more: Any) -> Obj:
    detail = {"QtyDiff": -2, "ItemRef": ref(item)}
    line = {"DetailType": "ItemAdjustmentLineDetail", "ItemAdjustmentLineDetail": detail}
    return {"AdjustAccountRef": {"value": against}, "Line": [line], **more}


def test_an_adjustment_takes_a_full_update_where_it_is_set_so(books: Books) -> None:
    item = books.stocked()
    made = books.make("InventoryAdjustment", adjustment(item, PrivateNote="Broken"))
    full = {**key_of(made), **adjustment(item)}

    before = books.refused("InventoryAdjustment", full)["code"]
    choose(books, full_adjustments=True)
    changed = books.make("InventoryAdjustment", full)

    assert before == "500"
    assert (changed["SyncToken"], "PrivateNote" in changed) == ("1", False)
    assert changed["DocNumber"] == made["DocNumber"]


def test_stock_is_adjusted_against_a_bank_where_it_is_set_so(books: Books) -> None:
    item = books.stocked()

    before = books.refused("InventoryAdjustment", adjustment(item, CHECKING))["code"]
    choose(books, adjustment_accounts="all")
    books.make("InventoryAdjustment", adjustment(item, CHECKING))
    debt = books.account("Accounts Receivable (A/R)")["value"]

    assert before == "6430"
    assert books.balances()["Checking"] == 5
    assert books.refused("InventoryAdjustment", adjustment(item, debt))["code"] == "6430"
