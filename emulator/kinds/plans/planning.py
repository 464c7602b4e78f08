"""Budgets and types of customers: read and asked for, but made in QuickBooks itself only."""

from emulator.books.company import Company, Record
from emulator.kinds.name_lists import NameList
from emulator.protocol.faults import unsupported
from emulator.wire import Obj


class Planned(NameList):
    """quickbooks: the API neither makes nor changes these."""

    required = ("Name",)

    def refuse_creation(self, company: Company, values: Obj) -> None:
        raise unsupported("Create")

    def refuse_update(self, company: Company, old: Record) -> None:
        raise unsupported("Update")


class Budget(Planned):
    name = "Budget"
    family = "Budget"


class CustomerType(Planned):
    name = "CustomerType"
    family = "CustomerType"
