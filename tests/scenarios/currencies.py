"""Money in several currencies (rules 3, 13, 19)."""

from tests.factories import CustomerFactory
from tests.scenarios.scenario import Booked, Chapter, Left, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME, GIVEN = "Card clearing", "Sales of Product Income", "Refunds given"
OWED, OWED_EUR = "Accounts Receivable (A/R)", "Accounts Receivable (A/R) - EUR"
EUROS = "Card clearing EUR"
SEVERAL = {"multicurrency": True}


def unknown_currency(shop: Shop) -> None:
    shop.order(currency="EUR")


def abroad(shop: Shop) -> None:
    shop.accepts("EUR")
    shop.pays(shop.order(currency="EUR"))


def abroad_later(shop: Shop) -> None:
    shop.accepts("EUR")
    order = shop.order(currency="EUR")
    shop.read()
    shop.pays(order, day=9)


def abroad_without_account(shop: Shop) -> None:
    shop.pays(shop.order(currency="EUR"))


def abroad_and_back(shop: Shop) -> None:
    shop.accepts("EUR")
    order = shop.order(currency="EUR")
    shop.pays(order)
    shop.read()
    shop.refunds(order, {"name": "Teapot", "amount": "20.00"})


def in_two_currencies(shop: Shop) -> None:
    customer = CustomerFactory(first_name="Jane", last_name="Roe", currency="USD")
    shop.order("1", customer=customer)
    shop.order("2", customer=customer, currency="EUR")


CHAPTER = Chapter(
    "Currencies",
    "A document is in the currency of its order, at QuickBooks' rate of its day unless the store's "
    "was chosen; here a euro is 1.09 dollars. The debits and credits are shown in dollars.",
    (
        Scenario(
            "A currency that the company does not know holds the order, with a warning",
            (3, 19),
            unknown_currency,
            left=(
                Left("customer", "held", "it cannot be switched off again"),
                Left("invoice", "held", "is in EUR, but the company knows only USD"),
            ),
        ),
        Scenario(
            "A sale in euros is booked in euros, to a clearing account of euros",
            (13, 15, 19),
            abroad,
            (
                Booked(
                    "SalesReceipt",
                    {EUROS: "21.80", INCOME: "-21.80"},
                    {"CurrencyRef.value": "EUR", "TotalAmt": "20.00", "ExchangeRate": "1.09"},
                ),
            ),
            company=SEVERAL,
        ),
        Scenario(
            "A debt in euros is paid in euros",
            (13, 19),
            abroad_later,
            (
                Booked(
                    "Invoice",
                    {OWED_EUR: "21.80", INCOME: "-21.80"},
                    {"CurrencyRef.value": "EUR", "Balance": "0"},
                ),
                Booked(
                    "Payment",
                    {EUROS: "21.80", OWED_EUR: "-21.80"},
                    {"CurrencyRef.value": "EUR", "UnappliedAmt": "0"},
                ),
            ),
            company=SEVERAL,
        ),
        Scenario(
            "Euros go back as euros",
            (11, 19),
            abroad_and_back,
            (
                Booked("SalesReceipt", {EUROS: "21.80", INCOME: "-21.80"}),
                Booked("RefundReceipt", {EUROS: "-21.80", GIVEN: "21.80"}),
            ),
            balances={EUROS: "0"},
            company=SEVERAL,
        ),
        Scenario(
            "A way to pay without a clearing account for euros holds the order",
            (3, 13),
            abroad_without_account,
            left=(
                Left("invoice", "held", "Payments by Card in EUR have no clearing account yet"),
                Left("payment", "waiting", ""),
            ),
            company=SEVERAL,
        ),
        Scenario(
            "Who buys in two currencies is one customer for each of them",
            (19,),
            in_two_currencies,
            (
                Booked(
                    "Invoice",
                    {OWED: "20.00", INCOME: "-20.00"},
                    {"DocNumber": "1", "CustomerRef.name": "Jane Roe"},
                ),
                Booked(
                    "Invoice",
                    {OWED_EUR: "21.80", INCOME: "-21.80"},
                    {"DocNumber": "2", "CustomerRef.name": "Jane Roe (EUR)"},
                ),
            ),
            company=SEVERAL,
        ),
    ),
)
