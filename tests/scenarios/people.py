"""Whose a document is, and under which number (rules 1, 5, 20, 22)."""

from typing import Any

from entities.models import Customer
from tests.factories import CustomerFactory, StorefrontFactory
from tests.scenarios.scenario import Booked, Chapter, Left, Listed, Scenario
from tests.scenarios.shop import Shop

INCOME, OWED = "Sales of Product Income", "Accounts Receivable (A/R)"
SOLD = {OWED: "20.00", INCOME: "-20.00"}
BY_HAND = {OWED: "7.00", INCOME: "-7.00"}
OWN_NUMBERS = {"preferences": {"CustomTxnNumbers": True}}


def jane(**columns: Any) -> Customer:
    given = {"first_name": "Jane", "last_name": "Roe", "email": "jane@example.com", **columns}
    made: Customer = CustomerFactory(**given)
    return made


def twice(shop: Shop) -> None:
    customer = jane()
    shop.order("1", customer=customer)
    shop.order("2", customer=customer)


def namesakes(shop: Shop) -> None:
    shop.order("1", customer=jane())
    shop.read()
    shop.order("2", customer=jane(email="other@example.com", key="77"))


def two_guests(shop: Shop) -> None:
    front = StorefrontFactory(name="Main Street")
    for number, first in (("1", "Jane"), ("2", "John")):
        guest = jane(first_name=first, email=f"{first}@example.com", is_guest=True)
        shop.order(number, customer=guest, storefront=front)


def there_already(shop: Shop) -> None:
    mail = {"Address": "Jane@Example.com"}
    shop.entered_in_quickbooks("Customer", DisplayName="jane roe", PrimaryEmailAddr=mail)
    shop.order(customer=jane())


def somebody_else_there(shop: Shop) -> None:
    mail = {"Address": "somebody@example.com"}
    shop.entered_in_quickbooks("Customer", DisplayName="Jane Roe", PrimaryEmailAddr=mail)
    shop.order(customer=jane(key="77"))


def a_vendor_there(shop: Shop) -> None:
    shop.entered_in_quickbooks("Vendor", DisplayName="Jane Roe")
    shop.order(customer=jane(key="77"))


def an_employee_there(shop: Shop) -> None:
    shop.entered_in_quickbooks("Employee", GivenName="Jane", FamilyName="Roe")
    shop.order(customer=jane(key="77"))


def with_odd_letters(shop: Shop) -> None:
    shop.order(customer=jane(company="Smith:  Sons\t& Co."))


def a_number_there(shop: Shop) -> None:
    customer = shop.entered_in_quickbooks("Customer", DisplayName="Walk-in")
    income = {"value": shop.account("Sales of Product Income")}
    item = shop.entered_in_quickbooks(
        "Item", Name="Handmade", Type="Service", IncomeAccountRef=income
    )
    line = {
        "Amount": 7.00,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": item, "TaxCodeRef": {"value": "NON"}},
    }
    shop.entered_in_quickbooks(
        "Invoice", DocNumber="1042", TxnDate="2026-11-01", CustomerRef=customer, Line=[line]
    )
    shop.order(customer=jane())


def a_long_number(shop: Shop) -> None:
    shop.order("2026-SPRING-SALE-0000001042")


def made_inactive(shop: Shop) -> None:
    mail = {"Address": "jane@example.com"}
    shop.entered_in_quickbooks("Customer", DisplayName="Jane Roe", PrimaryEmailAddr=mail)
    shop.edited_in_quickbooks("Customer", Active=False)
    shop.order(customer=jane())


CHAPTER = Chapter(
    "Names and numbers",
    "In QuickBooks customers, vendors and employees share one space of names. Who is there already "
    "is taken over on strong evidence only, the same name and the same e-mail address; a namesake "
    "gets a name with a mark of its own.",
    (
        Scenario(
            "A customer is one customer, however often they buy",
            (22,),
            twice,
            (
                Booked("Invoice", SOLD, {"DocNumber": "1", "CustomerRef.name": "Jane Roe"}),
                Booked("Invoice", SOLD, {"DocNumber": "2", "CustomerRef.name": "Jane Roe"}),
            ),
            listed=(Listed("Customer", {}),),
        ),
        Scenario(
            "Two customers of one name are two",
            (20, 22),
            namesakes,
            (
                Booked("Invoice", SOLD, {"DocNumber": "1", "CustomerRef.name": "Jane Roe"}),
                Booked("Invoice", SOLD, {"DocNumber": "2", "CustomerRef.name": "Jane Roe (C-77)"}),
            ),
        ),
        Scenario(
            "Each guest is a customer",
            (22,),
            two_guests,
            (
                Booked("Invoice", SOLD, {"DocNumber": "1", "CustomerRef.name": "Jane Roe"}),
                Booked("Invoice", SOLD, {"DocNumber": "2", "CustomerRef.name": "John Roe"}),
            ),
        ),
        Scenario(
            "Where it was chosen so, all guests of a storefront are one customer",
            (22,),
            two_guests,
            (
                Booked(
                    "Invoice", SOLD, {"DocNumber": "1", "CustomerRef.name": "Main Street guests"}
                ),
                Booked(
                    "Invoice", SOLD, {"DocNumber": "2", "CustomerRef.name": "Main Street guests"}
                ),
            ),
            listed=(Listed("Customer", {}),),
            settings={"guests": "storefront"},
        ),
        Scenario(
            "Who is in QuickBooks under the same name and e-mail address is that customer",
            (1, 22),
            there_already,
            (Booked("Invoice", SOLD, {"CustomerRef.name": "jane roe"}),),
            listed=(Listed("Customer", {}),),
        ),
        Scenario(
            "Somebody of the same name with another e-mail address stays as they are",
            (1, 5, 22),
            somebody_else_there,
            (Booked("Invoice", SOLD, {"CustomerRef.name": "Jane Roe (C-77)"}),),
            listed=(
                Listed(
                    "Customer",
                    {
                        "DisplayName": "Jane Roe",
                        "PrimaryEmailAddr.Address": "somebody@example.com",
                        "Balance": "0",
                    },
                ),
            ),
        ),
        Scenario(
            "A customer whose name a vendor bears gets a marked name",
            (20,),
            a_vendor_there,
            (Booked("Invoice", SOLD, {"CustomerRef.name": "Jane Roe (C-77)"}),),
            listed=(Listed("Vendor", {"DisplayName": "Jane Roe"}),),
        ),
        Scenario(
            "A customer whose name an employee bears gets a marked name",
            (20,),
            an_employee_there,
            (Booked("Invoice", SOLD, {"CustomerRef.name": "Jane Roe (C-77)"}),),
        ),
        Scenario(
            "A customer who was made inactive in QuickBooks waits for a person's word",
            (1, 22),
            made_inactive,
            left=(
                Left("customer", "held", "made inactive in QuickBooks, with the same e-mail"),
                Left("invoice", "waiting", "made inactive in QuickBooks"),
            ),
        ),
        Scenario(
            "What QuickBooks refuses in a name becomes a dash or a blank",
            (20,),
            with_odd_letters,
            (Booked("Invoice", SOLD, {"CustomerRef.name": "Smith - Sons & Co."}),),
        ),
        Scenario(
            "A number that another document bears waits for a person",
            (20,),
            a_number_there,
            (Booked("Invoice", BY_HAND, {"DocNumber": "1042"}),),
            left=(Left("invoice", "error", "has this number in QuickBooks, and is another"),),
            company=OWN_NUMBERS,
        ),
        Scenario(
            "Where it was chosen so, a number that is taken gets another one behind it",
            (20,),
            a_number_there,
            (
                Booked("Invoice", BY_HAND, {"DocNumber": "1042"}),
                Booked("Invoice", SOLD, {"DocNumber": "1042 (2)"}),
            ),
            company=OWN_NUMBERS,
            settings={"number_clash": "suffix"},
        ),
        Scenario(
            "A long number keeps its start and ends in a checksum",
            (20,),
            a_long_number,
            (Booked("Invoice", SOLD, {"DocNumber": "2026-SPRING-SAL-60c7c"}),),
        ),
    ),
)
