"""Payouts: how money leaves the clearing accounts and reaches the bank (rule 13)."""

from datetime import date
from decimal import Decimal
from typing import Any

from connections.choosing import suggest
from connections.models import ListItem, PaymentMapping
from entities.models import Payment, Payout, Refund
from tests import factories
from tests.scenarios.scenario import Booked, Chapter, Left, Scenario
from tests.scenarios.shop import Shop

CLEARING, INCOME, BANK = "Card clearing", "Sales of Product Income", "Checking"
FEES, EXCHANGE = "Bank Charges", "Exchange Gain or Loss"
REFUNDS = "Refunds given"
SOLD = Booked("SalesReceipt", {CLEARING: "20.00", INCOME: "-20.00"})


def pays_out(shop: Shop, *made_of: Payment | Refund, day: int = 5, **columns: Any) -> Payout:
    """The card gateway pays these payments out, less these refunds and 0.88 of fees."""
    came = [one for one in made_of if isinstance(one, Payment)]
    went = [one for one in made_of if isinstance(one, Refund)]
    given = {
        "method": shop.card,
        "paid_on": date(2026, 11, day),
        "currency": shop.connection.home_currency,
        "gross": sum((Decimal(one.amount) for one in came), Decimal(0)),
        "refunds": sum((Decimal(one.total) for one in went), Decimal(0)),
        "fees": Decimal("0.88"),
        **columns,
    }
    payout: Payout = factories.PayoutFactory(**given)
    Payment.objects.filter(pk__in=[one.pk for one in came]).update(payout=payout)
    Refund.objects.filter(pk__in=[one.pk for one in went]).update(payout=payout)
    return payout


def one_payout(shop: Shop) -> None:
    pays_out(shop, shop.pays(shop.order()))


def with_a_refund(shop: Shop) -> None:
    order = shop.order()
    payment = shop.pays(order)
    pays_out(shop, payment, shop.refunds(order, day=4))


def drawn_from_the_bank(shop: Shop) -> None:
    order = shop.order()
    shop.pays(order)
    pays_out(shop, shop.refunds(order, day=4), gross="0.00")


def changed_by_the_gateway(shop: Shop) -> None:
    payout = pays_out(shop, shop.pays(shop.order()))
    shop.read()
    Payout.objects.filter(pk=payout.pk).update(fees="1.00", net="19.00")


def deleted_in_the_store(shop: Shop) -> None:
    payout = pays_out(shop, shop.pays(shop.order()))
    shop.read()
    payout.delete()


def in_an_earlier_month(shop: Shop) -> None:
    payment = shop.pays(shop.order(day=2, month=10), captured_at=shop.on(2, 10))
    payout = pays_out(shop, payment, paid_on=date(2026, 10, 5))
    shop.read()
    Payout.objects.filter(pk=payout.pk).update(fees="1.00", net="19.00")


def out_of_undeposited_funds(shop: Shop) -> None:
    funds = ListItem.objects.get(connection=shop.connection, name="Undeposited Funds")
    PaymentMapping.objects.filter(connection=shop.connection).update(clearing_account=funds)
    order = shop.order()
    at_once = shop.pays(order)
    back = shop.refunds(order, day=4)
    later = shop.order("1043")
    shop.read()
    pays_out(shop, at_once, shop.pays(later, day=4), back)


def with_tax_in_the_fees(shop: Shop) -> None:
    pays_out(shop, shop.pays(shop.order()), fee_tax="0.15")


def of_a_vendor(shop: Shop) -> None:
    pays_out(shop, shop.pays(shop.order()), vendor=factories.VendorFactory(name="Bob"))


def without_a_bank_account(shop: Shop) -> None:
    PaymentMapping.objects.filter(connection=shop.connection).update(bank_account=None)
    pays_out(shop, shop.pays(shop.order()))


def euros(shop: Shop, *, clearing: str = "", bank: str = "") -> Payment:
    """20.00 EUR paid by card, with accounts in these currencies, "" for the home one."""
    mapped = PaymentMapping.objects.get(connection=shop.connection, method=shop.card)
    mapped.pk, mapped.currency = None, "EUR"
    for field, kind, currency in (
        ("clearing_account", ("Other Current Asset", "OtherCurrentAssets"), clearing),
        ("bank_account", ("Bank", "Checking"), bank),
    ):
        if currency:
            name = f"{'Card clearing' if kind[0] != 'Bank' else 'Bank'} {currency}"
            made = suggest.create_account(
                connection=shop.connection,
                name=name,
                account_type=kind[0],
                account_subtype=kind[1],
                currency=currency,
            )
            setattr(mapped, field, made)
    mapped.save()
    order = shop.order(currency="EUR")
    payment = shop.pays(order, currency="EUR")
    shop.read()
    return payment


def euros_arrive_as_dollars(shop: Shop) -> None:
    pays_out(
        shop, euros(shop), currency="EUR", fees="1.00", bank_amount="20.00", bank_currency="USD"
    )


def euros_of_their_own_arrive_as_dollars(shop: Shop) -> None:
    payment = euros(shop, clearing="EUR")
    pays_out(shop, payment, currency="EUR", fees="1.00", bank_amount="20.00", bank_currency="USD")


def euros_stay_euros(shop: Shop) -> None:
    pays_out(shop, euros(shop, clearing="EUR", bank="EUR"), currency="EUR", fees="1.00")


def nobody_says_what_arrived(shop: Shop) -> None:
    pays_out(shop, euros(shop), currency="EUR", fees="1.00")


DEPOSITED = Booked(
    "Deposit",
    {BANK: "19.12", FEES: "0.88", CLEARING: "-20.00"},
    {"TotalAmt": "19.12", "TxnDate": "2026-11-05"},
)
SEVERAL = {"multicurrency": True}
EURO_SALE = Booked("SalesReceipt", {CLEARING: "21.80", INCOME: "-21.80"})

CHAPTER = Chapter(
    "Payouts",
    "What a payment gateway pays out leaves the clearing account and reaches the bank, less what "
    "was refunded and what the gateway kept. The total of the deposit is the line on the bank "
    "statement, and what stays in the clearing account is what the gateway still owes.",
    (
        Scenario(
            "A payout becomes a deposit with the fees as a line of it",
            (13, 16),
            one_payout,
            (SOLD, DEPOSITED),
        ),
        Scenario(
            "Refunds lessen what a payout brings",
            (13,),
            with_a_refund,
            (
                SOLD,
                Booked("RefundReceipt", {REFUNDS: "5.00", CLEARING: "-5.00"}),
                Booked("Deposit", {BANK: "14.12", FEES: "0.88", CLEARING: "-15.00"}),
            ),
        ),
        Scenario(
            "What a gateway draws from the bank is a journal entry",
            (13,),
            drawn_from_the_bank,
            (
                SOLD,
                Booked("RefundReceipt", {REFUNDS: "5.00", CLEARING: "-5.00"}),
                Booked("JournalEntry", {CLEARING: "5.00", FEES: "0.88", BANK: "-5.88"}),
            ),
            note="QuickBooks knows no deposit of less than nothing.",
        ),
        Scenario(
            "A payout may be a transfer, with its fees in a journal entry",
            (13,),
            one_payout,
            (
                SOLD,
                Booked("Transfer", {BANK: "19.12", CLEARING: "-19.12"}),
                Booked("JournalEntry", {FEES: "0.88", CLEARING: "-0.88"}),
            ),
            settings={"payouts_become": "transfer"},
        ),
        Scenario(
            "Receipts in Undeposited Funds are brought to the bank one by one",
            (13,),
            out_of_undeposited_funds,
            (
                Booked("SalesReceipt", {"Undeposited Funds": "20.00", INCOME: "-20.00"}),
                Booked("Invoice", {"Accounts Receivable (A/R)": "20.00", INCOME: "-20.00"}),
                Booked(
                    "Payment", {"Undeposited Funds": "20.00", "Accounts Receivable (A/R)": "-20.00"}
                ),
                Booked("RefundReceipt", {REFUNDS: "5.00", "Undeposited Funds": "-5.00"}),
                Booked("Deposit", {BANK: "34.12", FEES: "0.88", "Undeposited Funds": "-35.00"}),
            ),
        ),
        Scenario(
            "A payout that changes in its month is changed in the books",
            (7, 13),
            changed_by_the_gateway,
            (SOLD, Booked("Deposit", {BANK: "19.00", FEES: "1.00", CLEARING: "-20.00"})),
        ),
        Scenario(
            "A payout of an earlier month waits for a person before it is changed",
            (7, 13),
            in_an_earlier_month,
            (SOLD, Booked("Deposit", {BANK: "19.12", FEES: "0.88", CLEARING: "-20.00"})),
            left=(Left("payout", "held", "in an earlier month"),),
        ),
        Scenario(
            "A payout that was deleted in the store stays in the books until a person decides",
            (7, 13),
            deleted_in_the_store,
            (SOLD, DEPOSITED),
            left=(Left("payout", "held", "was deleted in the store"),),
        ),
        Scenario(
            "Fees that hold tax are left to a person",
            (3, 13),
            with_tax_in_the_fees,
            (SOLD,),
            left=(Left("payout", "held", "hold 0.15 of tax"),),
        ),
        Scenario(
            "Tax in the fees may be booked as a part of them",
            (13,),
            with_tax_in_the_fees,
            (SOLD, DEPOSITED),
            settings={"fee_tax": "cost"},
        ),
        Scenario(
            "A payout without a bank account waits for it to be chosen",
            (3, 13),
            without_a_bank_account,
            (SOLD,),
            left=(Left("payout", "held", "no bank account yet"),),
        ),
        Scenario(
            "What the marketplace pays to a vendor is not booked as money that came in",
            (13, 14),
            of_a_vendor,
            (SOLD,),
            left=(Left("payout", "held", "money that left your bank"),),
        ),
        Scenario(
            "Foreign money that arrives as home money leaves the difference as exchange loss",
            (13, 19),
            euros_arrive_as_dollars,
            (
                EURO_SALE,
                Booked(
                    "Deposit",
                    {BANK: "20.00", FEES: "1.09", EXCHANGE: "0.71", CLEARING: "-21.80"},
                    {"CurrencyRef.value": "USD"},
                ),
            ),
            company=SEVERAL,
        ),
        Scenario(
            "The same from a clearing account that is kept in the foreign currency",
            (13, 19),
            euros_of_their_own_arrive_as_dollars,
            (
                Booked("SalesReceipt", {"Card clearing EUR": "21.80", INCOME: "-21.80"}),
                Booked(
                    "Deposit",
                    {BANK: "20.00", FEES: "1.09", EXCHANGE: "0.71", "Card clearing EUR": "-21.80"},
                    {"CurrencyRef.value": "EUR"},
                ),
            ),
            company=SEVERAL,
        ),
        Scenario(
            "Foreign money that stays in its currency gains and loses nothing yet",
            (13, 19),
            euros_stay_euros,
            (
                Booked("SalesReceipt", {"Card clearing EUR": "21.80", INCOME: "-21.80"}),
                Booked(
                    "Deposit", {"Bank EUR": "20.71", FEES: "1.09", "Card clearing EUR": "-21.80"}
                ),
            ),
            company=SEVERAL,
        ),
        Scenario(
            "Foreign money waits while nobody says what arrived at the bank",
            (3, 13, 19),
            nobody_says_what_arrived,
            (EURO_SALE,),
            left=(Left("payout", "held", "nobody has said how much USD arrived"),),
            company=SEVERAL,
        ),
    ),
)
