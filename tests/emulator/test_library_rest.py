"""What python-quickbooks does beside documents and lists: files, reports, templates, singles."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator

import pytest
from quickbooks import QuickBooks
from quickbooks.exceptions import ObjectNotFoundException, QuickbooksException
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import AttachableRef
from quickbooks.objects.budget import Budget
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.companycurrency import CompanyCurrency
from quickbooks.objects.customer import Customer
from quickbooks.objects.customertype import CustomerType
from quickbooks.objects.exchangerate import ExchangeRate
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.recurringtransaction import RecurringTransaction
from quickbooks.objects.taxagency import TaxAgency
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.taxservice import TaxService

from tests.emulator.books import Books, Obj
from tests.emulator.library import bought, ref, sign_in, sold

MONTHLY = {
    "Active": True,
    "RecurType": "Automated",
    "Name": "Monthly",
    "ScheduleInfo": {
        "StartDate": "2030-01-01",
        "IntervalType": "Monthly",
        "DayOfMonth": 1,
        "NumInterval": 1,
        "MaxOccurrences": 6,
    },
}
TEMPLATES: list[tuple[str, Obj]] = [
    ("Invoice", {"CustomerRef": ref("2"), "Line": [sold()]}),
    ("Bill", {"VendorRef": ref("31"), "Line": [bought()]}),
]


@pytest.fixture
def qb(company: Callable[..., Books]) -> Iterator[QuickBooks]:
    with sign_in(company("sample")) as client:
        yield client


@pytest.fixture
def abroad(company: Callable[..., Books]) -> Iterator[QuickBooks]:
    with sign_in(company("sample", multicurrency=True)) as client:
        yield client


def attachable(**more: object) -> Attachable:
    """A note or a file that hangs on an invoice of the sample."""
    made = Attachable()
    made.AttachableRef.append(
        AttachableRef.from_json({"EntityRef": {"type": "Invoice", "value": "130"}})
    )
    for name, value in more.items():
        setattr(made, name, value)
    return made


def test_it_keeps_changes_and_deletes_a_note(qb: QuickBooks) -> None:
    made = attachable(Note="Gate code").save(qb=qb)
    made.Note = "New gate code"
    made.save(qb=qb)

    found = Attachable.get(made.Id, qb=qb)
    found.delete(qb=qb)

    assert (found.Note, found.AttachableRef[0].EntityRef.value) == ("New gate code", "130")
    with pytest.raises(ObjectNotFoundException):
        Attachable.get(made.Id, qb=qb)


def test_it_uploads_a_file_with_bare_line_feeds(qb: QuickBooks) -> None:
    made = attachable(FileName="plan.txt", ContentType="text/plain", _FileBytes=b"A plan")

    saved = made.save(qb=qb)

    assert (saved.FileName, saved.Size) == ("plan.txt", 6)
    assert qb.session.get(saved.TempDownloadUri, timeout=10).content == b"A plan"


def test_it_reads_reports(qb: QuickBooks) -> None:
    report = qb.get_report("BalanceSheet", {"accounting_method": "Accrual"})

    assert report["Header"]["ReportName"] == "BalanceSheet"


@pytest.mark.parametrize(("kind", "body"), TEMPLATES, ids=["Invoice", "Bill"])
def test_it_keeps_templates(qb: QuickBooks, kind: str, body: Obj) -> None:
    template = RecurringTransaction.from_json({kind: {**body, "RecurringInfo": MONTHLY}})

    saved = getattr(template.save(qb=qb), kind)
    found = RecurringTransaction.get(saved.Id, qb=qb)
    getattr(found, kind).RecurringInfo.ScheduleInfo.DayOfMonth = 15
    found.save(qb=qb)

    changed = RecurringTransaction.get(saved.Id, qb=qb)
    assert getattr(changed, kind).RecurringInfo.ScheduleInfo.DayOfMonth == 15
    assert len(RecurringTransaction.where(f"Type = '{kind}'", qb=qb)) == 1
    changed.delete(qb=qb)
    assert RecurringTransaction.all(qb=qb) == []


def test_it_changes_company_and_preferences(qb: QuickBooks) -> None:
    info = CompanyInfo.all(qb=qb)[0]
    info.LegalName = "Gardens Inc."
    info.save(qb=qb)
    preferences = Preferences.get(qb=qb)
    preferences.SalesFormsPrefs.AllowShipping = True
    preferences.save(qb=qb)

    assert CompanyInfo.all(qb=qb)[0].LegalName == "Gardens Inc."
    assert Preferences.get(qb=qb).SalesFormsPrefs.AllowShipping is True


def test_it_does_not_automate_sales_tax_by_what_it_assumes(qb: QuickBooks) -> None:
    preferences = Preferences.get(qb=qb)
    assumed = preferences.TaxPrefs.PartnerTaxEnabled

    preferences.save(qb=qb)

    assert assumed is True
    assert TaxAgency.from_json({"DisplayName": "Nevada"}).save(qb=qb).Id


def test_it_makes_a_tax_and_reads_its_parts(qb: QuickBooks) -> None:
    agency = TaxAgency.from_json({"DisplayName": "Nevada"}).save(qb=qb)
    rate = {"TaxRateName": "Reno", "RateValue": 8.3, "TaxAgencyId": agency.Id}
    service = TaxService.from_json(
        {"TaxCode": "Reno", "TaxRateDetails": [{**rate, "TaxApplicableOn": "Sales"}]}
    )

    made = service.save(qb=qb)

    assert TaxCode.get(made.TaxCodeId, qb=qb).Name == "Reno"
    assert TaxRate.get(made.TaxRateDetails[0].TaxRateId, qb=qb).RateValue == 8.3


def test_it_adds_a_currency_and_sets_its_rate(abroad: QuickBooks) -> None:
    currency = CompanyCurrency.from_json({"Code": "SEK"}).save(qb=abroad)
    rate = ExchangeRate.from_json(
        {"SourceCurrencyCode": "SEK", "AsOfDate": "2024-03-01", "Rate": 0.095}
    )

    rate.save(qb=abroad)

    assert CompanyCurrency.get(currency.Id, qb=abroad).Name == "Swedish Krona"
    [found] = ExchangeRate.where("SourceCurrencyCode = 'SEK'", qb=abroad)
    assert found.Rate == 0.095


@pytest.mark.parametrize("listed", [Budget, CustomerType])
def test_it_lists_what_only_people_make(qb: QuickBooks, listed: type) -> None:
    assert listed.all(qb=qb) == []  # type: ignore[attr-defined]


def test_it_checks_who_signed_a_notification(qb: QuickBooks) -> None:
    body = json.dumps({"eventNotifications": []})
    digest = hmac.new(b"verifier", body.encode(), hashlib.sha256).digest()

    signed = qb.validate_webhook_signature(body, base64.b64encode(digest), "verifier")

    assert signed is True


def test_it_gets_the_link_of_an_invoice(qb: QuickBooks) -> None:
    payable = Invoice.get("130", qb=qb)
    payable.AllowOnlineCreditCardPayment = True
    payable.save(qb=qb)

    found = Invoice.get("130", qb=qb, params={"include": "invoiceLink"})

    assert found.InvoiceLink.startswith("http")


def test_it_is_refused_without_a_token(qb: QuickBooks) -> None:
    qb.session.token = {"access_token": "stolen"}

    with pytest.raises(QuickbooksException) as refused:
        Customer.get("1", qb=qb)

    assert refused.value.error_code == 401
