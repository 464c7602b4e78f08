"""Company currencies and exchange rates."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from emulator import wire
from tests.emulator.books import Books, Obj, key_of, line, sale


@pytest.fixture
def abroad(company: Callable[..., Books]) -> Books:
    """A US company that deals in several currencies."""
    return company("us", multicurrency=True)


def rate(books: Books, **asked: str) -> Obj:
    answer = books.call("exchangerate", **asked)
    assert answer.status_code == 200, answer.text
    found: Obj = wire.loads(answer.content)["ExchangeRate"]
    return found


def rate_error(books: Books, **asked: str) -> Obj:
    answer = books.call("exchangerate", **asked)
    assert answer.status_code == 400
    error: Obj = answer.json()["Fault"]["Error"][0]
    return error


def test_it_lists_the_common_currencies_without_the_home_currency(abroad: Books) -> None:
    listed = abroad.query("select * from CompanyCurrency")["CompanyCurrency"]

    codes = {each["Code"] for each in listed}
    assert codes == {"CAD", "EUR", "AUD", "GBP", "JPY", "CHF", "NZD"}


def test_it_opens_the_list_when_multicurrency_is_switched_on(books: Books) -> None:
    books.prefer("CurrencyPrefs", MultiCurrencyEnabled=True)

    found = books.query("select count(*) from CompanyCurrency")

    assert found["totalCount"] == 7


def test_it_names_a_new_currency_itself(abroad: Books) -> None:
    made = abroad.make("CompanyCurrency", {"Code": "INR"})

    assert list(made)[:3] == ["Code", "Name", "Active"]
    assert (made["Code"], made["Name"], made["Active"]) == ("INR", "Indian Rupee", True)


def test_it_refuses_a_currency_while_multicurrency_is_off(books: Books) -> None:
    assert books.refused("CompanyCurrency", {"Code": "INR"})["code"] == "5030"


@pytest.mark.parametrize(
    ("body", "code"),
    [({}, "2020"), ({"Code": "XYZ"}, "2220"), ({"Code": "EUR"}, "6240"), ({"Code": "USD"}, "6240")],
)
def test_it_refuses_a_currency_that_is_missing_unknown_or_there(
    abroad: Books, body: Obj, code: str
) -> None:
    assert abroad.refused("CompanyCurrency", body)["code"] == code


def test_it_keeps_the_code_of_an_inactive_currency(abroad: Books) -> None:
    made = abroad.make("CompanyCurrency", {"Code": "SEK"})

    gone = abroad.change("CompanyCurrency", made, Active=False)

    assert (gone["Code"], gone["Name"], gone["Active"]) == ("SEK", "Swedish Krona", False)


def test_it_refuses_to_change_a_code(abroad: Books) -> None:
    made = abroad.make("CompanyCurrency", {"Code": "SEK"})

    error = abroad.refused("CompanyCurrency", {**key_of(made), "sparse": True, "Code": "NOK"})

    assert error["code"] == "6000"


def test_it_refuses_to_make_a_used_currency_inactive(abroad: Books) -> None:
    made = abroad.make("CompanyCurrency", {"Code": "SEK"})
    abroad.customer("Sven", CurrencyRef={"value": "SEK"})

    error = abroad.refused("CompanyCurrency", {**key_of(made), "sparse": True, "Active": False})

    assert error["code"] == "6000"


def test_it_refuses_a_customer_in_a_currency_that_is_not_listed(abroad: Books) -> None:
    body = {"DisplayName": "Sven", "CurrencyRef": {"value": "SEK"}}

    before = abroad.refused("Customer", body)["code"]
    abroad.make("CompanyCurrency", {"Code": "SEK"})
    made = abroad.make("Customer", body)

    assert before == "2500"
    assert made["CurrencyRef"] == {"value": "SEK", "name": "Swedish Krona"}


def test_it_answers_a_rate_for_every_day(abroad: Books) -> None:
    found = rate(abroad, sourcecurrencycode="EUR", asofdate="2024-02-29")

    assert (found["AsOfDate"], found["Rate"]) == ("2024-02-29", Decimal("1.09"))
    assert (found["SyncToken"], found["TargetCurrencyCode"]) == ("0", "USD")
    assert "Id" not in found


def test_it_answers_the_last_rate_stored_up_to_the_day(abroad: Books) -> None:
    for day, value in (("2024-01-01", "1.1"), ("2024-02-01", "1.2")):
        body = {"SourceCurrencyCode": "EUR", "AsOfDate": day, "Rate": Decimal(value)}
        abroad.make("ExchangeRate", body)

    january = rate(abroad, sourcecurrencycode="EUR", asofdate="2024-01-31")
    february = rate(abroad, sourcecurrencycode="EUR", asofdate="2024-02-01")

    assert (january["AsOfDate"], january["Rate"]) == ("2024-01-01", Decimal("1.1"))
    assert february["Rate"] == Decimal("1.2")


def test_it_replaces_a_rate_of_the_same_day(abroad: Books) -> None:
    body: Obj = {"SourceCurrencyCode": "EUR", "AsOfDate": "2024-01-01", "Rate": 2}
    abroad.make("ExchangeRate", body)

    changed = abroad.make("ExchangeRate", {**body, "SyncToken": "0", "Rate": 3})

    assert (changed["SyncToken"], changed["Rate"]) == ("1", 3)
    where = "where SourceCurrencyCode in ('EUR', 'INR') and AsOfDate = '2024-01-01'"
    assert len(abroad.query(f"select * from ExchangeRate {where}")["ExchangeRate"]) == 1


def test_it_refuses_a_stale_rate(abroad: Books) -> None:
    body: Obj = {"SourceCurrencyCode": "EUR", "AsOfDate": "2024-01-01", "Rate": 2}
    for value in (2, 3):
        abroad.make("ExchangeRate", {**body, "Rate": value})

    assert abroad.refused("ExchangeRate", {**body, "SyncToken": "0"})["code"] == "5010"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Rate": None}, "2020"),
        ({"AsOfDate": None}, "2020"),
        ({"SourceCurrencyCode": None}, "2020"),
        ({"AsOfDate": "soon"}, "2060"),
        ({"Rate": 0}, "2240"),
        ({"SourceCurrencyCode": "USD"}, "6000"),
        ({"TargetCurrencyCode": "GBP"}, "6000"),
        ({"SourceCurrencyCode": "XYZ"}, "2220"),
        ({"SourceCurrencyCode": "SEK"}, "2500"),
    ],
)
def test_it_refuses_a_rate_that_cannot_be(abroad: Books, change: Obj, code: str) -> None:
    body: Obj = {"SourceCurrencyCode": "EUR", "AsOfDate": "2024-01-01", "Rate": 2}

    assert abroad.refused("ExchangeRate", {**body, **change})["code"] == code


def test_it_refuses_to_read_a_rate_without_a_currency(abroad: Books) -> None:
    assert rate_error(abroad)["code"] == "2020"
    assert rate_error(abroad, sourcecurrencycode="EUR", asofdate="soon")["code"] == "2060"


def test_it_has_no_rates_while_multicurrency_is_off(books: Books) -> None:
    assert rate_error(books, sourcecurrencycode="EUR")["code"] == "5030"


def test_a_document_without_rate_takes_the_one_of_its_date(abroad: Books) -> None:
    abroad.make("ExchangeRate", {"SourceCurrencyCode": "EUR", "AsOfDate": "2024-01-01", "Rate": 2})
    euro = {"CurrencyRef": {"value": "EUR"}}
    form = sale(abroad.customer("Erik", **euro), line(abroad.item(), "10"), **euro)

    before = abroad.make("Invoice", {**form, "TxnDate": "2023-12-31"})
    after = abroad.make("Invoice", {**form, "TxnDate": "2024-03-01"})

    assert (before["ExchangeRate"], after["ExchangeRate"]) == (Decimal("1.09"), 2)
    assert after["HomeTotalAmt"] == 20
    assert sum(abroad.balances().values()) == 0


def test_a_transfer_is_refused_in_a_currency_that_is_not_listed(abroad: Books) -> None:
    ends = {"FromAccountRef": {"value": "35"}, "ToAccountRef": {"value": "36"}, "Amount": 1}

    error = abroad.refused("Transfer", {**ends, "CurrencyRef": {"value": "SEK"}})

    assert error["code"] == "2500"
