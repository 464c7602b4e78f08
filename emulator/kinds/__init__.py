"""Which kinds of object does the emulator know, and by which name on the wire?"""

from emulator.kinds.attachables import Attachable
from emulator.kinds.bank.card_payments import CreditCardPayment
from emulator.kinds.bank.deposits import Deposit
from emulator.kinds.bank.journal import JournalEntry
from emulator.kinds.bank.transfers import Transfer
from emulator.kinds.base import Kind
from emulator.kinds.goods.adjustments import InventoryAdjustment
from emulator.kinds.goods.items import Item
from emulator.kinds.lists.accounts import Account
from emulator.kinds.lists.currencies import CompanyCurrency
from emulator.kinds.lists.exchange_rates import ExchangeRate
from emulator.kinds.lists.names import Customer
from emulator.kinds.lists.payees import Employee, Vendor
from emulator.kinds.lists.single import CompanyInfo, Preferences
from emulator.kinds.lists.small import Class, Department, PaymentMethod, Term
from emulator.kinds.plans.planning import Budget, CustomerType
from emulator.kinds.plans.recurring import RecurringTransaction
from emulator.kinds.plans.times import TimeActivity
from emulator.kinds.purchases.bill_payments import BillPayment
from emulator.kinds.purchases.bills import Bill, VendorCredit
from emulator.kinds.purchases.expenses import Purchase
from emulator.kinds.purchases.orders import PurchaseOrder
from emulator.kinds.sales.estimates import Estimate
from emulator.kinds.sales.forms import RefundReceipt, SalesReceipt
from emulator.kinds.sales.invoices import CreditMemo, Invoice
from emulator.kinds.sales.payments import Payment
from emulator.kinds.tax.taxes import TaxAgency, TaxCode, TaxRate

ALL: tuple[Kind, ...] = (
    CompanyInfo(),
    Preferences(),
    Account(),
    Customer(),
    Vendor(),
    Employee(),
    Item(),
    Estimate(),
    Invoice(),
    SalesReceipt(),
    Payment(),
    RefundReceipt(),
    CreditMemo(),
    Deposit(),
    Transfer(),
    JournalEntry(),
    CreditCardPayment(),
    InventoryAdjustment(),
    TimeActivity(),
    Bill(),
    VendorCredit(),
    BillPayment(),
    Purchase(),
    PurchaseOrder(),
    TaxAgency(),
    TaxCode(),
    TaxRate(),
    PaymentMethod(),
    Term(),
    Class(),
    Department(),
    CompanyCurrency(),
    ExchangeRate(),
    Attachable(),
    Budget(),
    CustomerType(),
)
CAN_RECUR = (
    *("Bill", "Purchase", "CreditMemo", "Deposit", "Estimate", "Invoice", "JournalEntry"),
    *("RefundReceipt", "SalesReceipt", "Transfer", "VendorCredit", "PurchaseOrder"),
)
ALL = (*ALL, RecurringTransaction({kind.name: kind for kind in ALL if kind.name in CAN_RECUR}))
BY_NAME = {kind.name: kind for kind in ALL}
BY_PATH = {kind.name.lower(): kind for kind in ALL}
BY_PATH["creditcardpayment"] = BY_NAME["CreditCardPaymentTxn"]
