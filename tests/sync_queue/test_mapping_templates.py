"""How templates and steps read: each step, each type, and nothing but the listed fields."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from entities.models import Customer
from sync_queue.mapping.rules import Rule
from sync_queue.mapping.sources import BY_SUBJECT
from sync_queue.mapping.targets import BY_SUBJECT as TARGETS
from sync_queue.mapping.targets import Form
from sync_queue.mapping.template import MappingFault, parse

NEW_YORK = ZoneInfo("America/New_York")
JANE = Customer(
    key="1042",
    first_name="Jane",
    last_name="Roe",
    company=" Roe & Sons Ltd. ",
    is_tax_exempt=True,
    created_at=datetime(2026, 11, 20, 3, 30, tzinfo=UTC),
)


def value(template: str, *steps: tuple[str, str]) -> Any:
    return Rule(template, steps).value(JANE, subject="customer", zone=NEW_YORK)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{customer.first_name} {customer.last_name}", "Jane Roe"),
        ("Customer {customer.key}", "Customer 1042"),
        ("{customer.company|trim|upper}", "ROE & SONS LTD."),
        ("{customer.first_name|lower}", "jane"),
        ("{customer.email|default:none}", "none"),
        ("{customer.first_name|default:none}", "Jane"),
        ("{customer.last_name|first:2}", "Ro"),
        ("{customer.company|replace:Ltd.=>Limited|trim}", "Roe & Sons Limited"),
        ("{customer.is_tax_exempt|words:exempt/taxed}", "exempt"),
        ("{customer.is_guest|words:guest/}", ""),
        ("{customer.phone} / {customer.email}", ""),
        ("{customer.phone} / {customer.key}", " / 1042"),
        ("{{{customer.key}}}", "{1042}"),
        ("only words", "only words"),
    ],
)
def test_a_text_reads_as_it_is_written(template: str, said: str) -> None:
    assert value(template) == said


def test_dates_are_those_of_the_company() -> None:
    assert value("{customer.created_at|date:DD.MM.YYYY HH:mm}") == "19.11.2026 22:30"
    assert value("{customer.created_at|date:D MMM YY}") == "D Nov 26"
    assert value("on {customer.created_at}") == "on 2026-11-19"


def test_yes_and_no_stay_what_they_are_until_they_are_said() -> None:
    assert value("{customer.is_tax_exempt}") is True
    assert value("{customer.is_tax_exempt|opposite}") is False
    assert value("{customer.phone|filled}") is False
    assert value("{customer.company|filled}") is True


def test_steps_behind_a_whole_text_work_on_all_of_it() -> None:
    assert value("{customer.first_name} of {customer.key}", ("title", "")) == "Jane Of 1042"


@pytest.mark.parametrize("template", ["{customer.key", "customer.key}", "{a}{", "}"])
def test_a_missing_brace_is_told(template: str) -> None:
    with pytest.raises(MappingFault, match="A brace is missing"):
        parse(template)


@pytest.mark.parametrize(
    "path", ["customer.save", "customer.delete", "customer.__dict__", "customer.storefront.vendor"]
)
def test_nothing_but_the_listed_fields_is_read(path: str) -> None:
    with pytest.raises(MappingFault, match="has no field"):
        value(f"{{{path}}}")


@pytest.mark.parametrize("subject", BY_SUBJECT)
def test_every_listed_field_has_words_and_a_type(subject: str) -> None:
    for path, source in BY_SUBJECT[subject].items():
        assert source.path == path
        assert source.title.partition(": ")[2]


@pytest.mark.parametrize(
    ("field", "given", "sent"),
    [
        ("Title", "Professor Doctor Emeritus", "Professor Doctor"),
        ("CompanyName", "Roe: Sons\tLtd", "Roe - Sons Ltd"),
        ("Notes", "one\r\ntwo\x00", "one\ntwo"),
        ("PrimaryEmailAddr.Address", "jane", None),
        ("WebAddr.URI", "example.com", None),
        ("WebAddr.URI", "https://example.com/a", "https://example.com/a"),
        ("PreferredDeliveryMethod", "by e-mail", "Email"),
        ("PreferredDeliveryMethod", "pigeon", None),
        ("TaxExemptionReasonId", "resale", "9"),
        ("Taxable", "No", False),
        ("Taxable", "perhaps", None),
        ("Fax.FreeFormNumber", "5" * 40, "5" * 30),
        ("PrimaryTaxIdentifier", " GB  123 4567 89", "GB 123 4567 89"),
        ("PrimaryTaxIdentifier", "5" * 21, None),
        ("PrimaryTaxIdentifier", "XXXXXX56789", None),
        ("ResaleNum", "5" * 17, None),
    ],
)
def test_a_value_is_made_to_fit_or_left_out(field: str, given: str, sent: Any) -> None:
    assert TARGETS["customer"][field].shaped(given) == sent


def test_no_field_of_money_or_number_can_be_mapped() -> None:
    tops = {target.top for known in TARGETS.values() for target in known.values()}

    assert not tops & {"Line", "TotalAmt", "TxnTaxDetail", "DocNumber", "TxnDate", "CurrencyRef"}
    assert not tops & {"UnitPrice", "QtyOnHand", "IncomeAccountRef", "CustomerRef", "Type"}


def test_every_text_has_a_length_and_every_choice_its_values() -> None:
    for known in TARGETS.values():
        for target in known.values():
            if target.form == Form.CHOICE:
                assert target.choices, target
            elif target.form != Form.YES_NO:
                assert target.longest, target
