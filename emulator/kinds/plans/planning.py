"""Budgets and types of customers: read and asked for, but made in QuickBooks itself only."""

from emulator.kinds.name_lists import MadeElsewhere


class Budget(MadeElsewhere):
    name = "Budget"
    family = "Budget"


class CustomerType(MadeElsewhere):
    name = "CustomerType"
    family = "CustomerType"
