"""Which reports are there? GET /v3/company/<realm>/reports/<Name>."""

from collections.abc import Callable

from emulator.books.company import Company
from emulator.protocol.faults import Fault, unsupported
from emulator.reports import (
    asked,
    balance_sheet,
    by_name,
    cash_flow,
    debts,
    earnings,
    entries,
    general_ledger,
    item_sales,
    journal_report,
    stock,
    tax_summary,
    transaction_list,
    trial_balance,
)
from emulator.reports.asked import Asked
from emulator.wire import Obj

REPORTS: dict[str, Callable[[Company, Asked], Obj]] = {
    "ProfitAndLoss": earnings.profit_and_loss,
    "BalanceSheet": balance_sheet.balance_sheet,
    "CashFlow": cash_flow.cash_flow,
    "TrialBalance": trial_balance.trial_balance,
    "GeneralLedger": general_ledger.general_ledger,
    "ProfitAndLossDetail": general_ledger.profit_and_loss_detail,
    "TransactionList": transaction_list.transaction_list,
    "CustomerBalance": debts.customer_balance,
    "CustomerBalanceDetail": debts.customer_balance_detail,
    "AgedReceivables": debts.aged_receivables,
    "VendorBalance": debts.vendor_balance,
    "VendorBalanceDetail": debts.vendor_balance_detail,
    "AgedPayables": debts.aged_payables,
    "InventoryValuationSummary": stock.inventory_valuation_summary,
    "AgedReceivableDetail": debts.aged_receivable_detail,
    "AgedPayableDetail": debts.aged_payable_detail,
    "CustomerSales": by_name.customer_sales,
    "CustomerIncome": by_name.customer_income,
    "ClassSales": by_name.class_sales,
    "DepartmentSales": by_name.department_sales,
    "VendorExpenses": by_name.vendor_expenses,
    "ItemSales": item_sales.item_sales,
    "JournalReport": journal_report.journal_report,
    "AccountList": journal_report.account_list,
    "TransactionListByCustomer": transaction_list.by_customer,
    "TransactionListByVendor": transaction_list.by_vendor,
    "TaxSummary": tax_summary.tax_summary,
}
BY_NAME = {name.lower(): name for name in REPORTS}


def answer(company: Company, wanted: str, params: dict[str, str]) -> Obj:
    """The report of that name, in any case. Raises Fault 500 or 5020 where there is none of it,
    and 2010, 2060, 2170 or 2190 on parameters that cannot be."""
    name = BY_NAME.get(wanted.lower())
    if name is None:
        raise _no_report(company, wanted)
    return REPORTS[name](
        company, asked.read(company, name, params, lambda: entries.everything(company))
    )


def _no_report(company: Company, wanted: str) -> Fault:
    if company.settings.unknown_report == "denied":
        detail = "Permission Denied Error : You do not have permission to view this report."
        return Fault("5020", detail, element="")
    return unsupported(f"Report {wanted}")
