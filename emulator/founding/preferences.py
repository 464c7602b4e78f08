"""What does a new company prefer? The sections of Preferences, as QuickBooks opens a company."""

import copy

from emulator.books.company import Company
from emulator.wire import Obj

THANKS = "Thank you for your business and have a great day!"
MESSAGES = {
    "InvoiceMessage": ("Invoice", "Your invoice is attached.  Please remit payment."),
    "EstimateMessage": ("Estimate", "Please review the estimate below."),
    "SalesReceiptMessage": ("Sales Receipt", "Your sales receipt is attached."),
    "StatementMessage": ("Statement", "Your statement is attached.  Please remit payment."),
}
SWITCHES: dict[str, Obj] = {
    "AccountingInfoPrefs": {
        "TrackDepartments": False,
        "ClassTrackingPerTxn": False,
        "ClassTrackingPerTxnLine": False,
        "CustomerTerminology": "Customers",
    },
    "VendorAndPurchasesPrefs": {"TrackingByCustomer": True, "BillableExpenseTracking": True},
    "TimeTrackingPrefs": {
        "UseServices": True,
        "BillCustomers": True,
        "ShowBillRateToAll": False,
        "WorkWeekStartDate": "Monday",
        "MarkTimeEntriesBillable": True,
    },
    "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
}
PAIRS = {
    "SalesFormsPrefs.DefaultCustomerMessage": THANKS,
    "DTXCopyMemo": "true",
    "SFCEnabled": "true",
    "DataPartner": "false",
    "Vendor1099Enabled": "true",
    "TimeTrackingFeatureEnabled": "true",
}


def opened(company: Company, *, multicurrency: bool, custom_field: str = "") -> Obj:
    """The preferences of a company that has just been opened; its forms may have a field."""
    about, switches = company.about, copy.deepcopy(SWITCHES)
    return {
        "AccountingInfoPrefs": switches["AccountingInfoPrefs"],
        "ProductAndServicesPrefs": {
            "ForSales": True,
            "ForPurchase": True,
            "QuantityWithPriceAndRate": True,
            "QuantityOnHand": about["features"]["inventory"],
        },
        "SalesFormsPrefs": _sales_forms(company, custom_field),
        "EmailMessagesPrefs": {
            name: {"Subject": f"{what} from {about['name']}", "Message": text}
            for name, (what, text) in MESSAGES.items()
        },
        "VendorAndPurchasesPrefs": {
            **switches["VendorAndPurchasesPrefs"],
            **_custom_fields("POCustomField", "PurchasePrefs.{}PurchaseCustom", custom_field),
        },
        "TimeTrackingPrefs": switches["TimeTrackingPrefs"],
        "TaxPrefs": _tax(company),
        "CurrencyPrefs": {
            "MultiCurrencyEnabled": multicurrency,
            "HomeCurrency": {"value": company.home_currency},
        },
        "ReportPrefs": switches["ReportPrefs"],
        "OtherPrefs": {"NameValue": [{"Name": name, "Value": PAIRS[name]} for name in PAIRS]},
    }


def _sales_forms(company: Company, custom_field: str) -> Obj:
    return {
        **_custom_fields("CustomField", "SalesFormsPrefs.{}SalesCustom", custom_field),
        "CustomTxnNumbers": False,
        "AllowDeposit": False,
        "AllowDiscount": True,
        "DefaultDiscountAccount": company.about["accounts"]["discount"],
        "AllowEstimates": True,
        "ETransactionEnabledStatus": "NotApplicable",
        "ETransactionAttachPDF": False,
        "ETransactionPaymentEnabled": False,
        "IPNSupportEnabled": False,
        "AllowServiceDate": False,
        "AllowShipping": False,
        "DefaultTerms": {"value": "3"},
        "UsingPriceLevels": False,
        "DefaultCustomerMessage": THANKS,
        "AutoApplyCredit": False,
    }


def _custom_fields(section: str, pattern: str, name: str) -> Obj:
    """quickbooks: which of the three fields are in use, and what they are called."""
    if not name:
        return {}
    used = [
        {
            "Name": f"{pattern.format('Use')}{number}",
            "Type": "BooleanType",
            "BooleanValue": number == 1,
        }
        for number in (3, 2, 1)
    ]
    called = {"Name": f"{pattern.format('')}Name1", "Type": "StringType", "StringValue": name}
    return {section: [{"CustomField": used}, {"CustomField": [called]}]}


def _tax(company: Company) -> Obj:
    tax: Obj = {"UsingSalesTax": True}
    if company.is_us:
        tax["TaxGroupCodeRef"] = {"value": "2"}
    if company.about["profile"] == "us-ast":
        tax["PartnerTaxEnabled"] = True
    return tax
