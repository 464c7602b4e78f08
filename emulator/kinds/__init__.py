"""Which kinds of object does the emulator know, and by which name on the wire?"""

from emulator.kinds.accounts import Account
from emulator.kinds.bank import Deposit, Transfer
from emulator.kinds.base import Kind
from emulator.kinds.currencies import CompanyCurrency
from emulator.kinds.exchange_rates import ExchangeRate
from emulator.kinds.items import Item
from emulator.kinds.journal import JournalEntry
from emulator.kinds.lists import Class, Department, PaymentMethod, Term
from emulator.kinds.names import Customer, Vendor
from emulator.kinds.payments import Payment
from emulator.kinds.sales import CreditMemo, Invoice, RefundReceipt, SalesReceipt
from emulator.kinds.single import CompanyInfo, Preferences
from emulator.kinds.taxes import TaxAgency, TaxCode, TaxRate

ALL: tuple[Kind, ...] = (
    CompanyInfo(),
    Preferences(),
    Account(),
    Customer(),
    Vendor(),
    Item(),
    Invoice(),
    SalesReceipt(),
    Payment(),
    RefundReceipt(),
    CreditMemo(),
    Deposit(),
    Transfer(),
    JournalEntry(),
    TaxAgency(),
    TaxCode(),
    TaxRate(),
    PaymentMethod(),
    Term(),
    Class(),
    Department(),
    CompanyCurrency(),
    ExchangeRate(),
)
BY_NAME = {kind.name: kind for kind in ALL}
BY_PATH = {kind.name.lower(): kind for kind in ALL}
