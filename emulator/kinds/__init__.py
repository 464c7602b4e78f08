"""Which kinds of object does the emulator know, and by which name on the wire?"""

from emulator.kinds.accounts import Account
from emulator.kinds.adjustments import InventoryAdjustment
from emulator.kinds.attachables import Attachable
from emulator.kinds.bank import Transfer
from emulator.kinds.base import Kind
from emulator.kinds.bill_payments import BillPayment
from emulator.kinds.bills import Bill, VendorCredit
from emulator.kinds.card_payments import CreditCardPayment
from emulator.kinds.currencies import CompanyCurrency
from emulator.kinds.deposits import Deposit
from emulator.kinds.estimates import Estimate
from emulator.kinds.exchange_rates import ExchangeRate
from emulator.kinds.invoices import CreditMemo, Invoice
from emulator.kinds.items import Item
from emulator.kinds.journal import JournalEntry
from emulator.kinds.lists import Class, Department, PaymentMethod, Term
from emulator.kinds.names import Customer
from emulator.kinds.payees import Employee, Vendor
from emulator.kinds.payments import Payment
from emulator.kinds.planning import Budget, CustomerType
from emulator.kinds.purchase_orders import PurchaseOrder
from emulator.kinds.purchases import Purchase
from emulator.kinds.recurring import RecurringTransaction
from emulator.kinds.sales import RefundReceipt, SalesReceipt
from emulator.kinds.single import CompanyInfo, Preferences
from emulator.kinds.taxes import TaxAgency, TaxCode, TaxRate
from emulator.kinds.times import TimeActivity

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
