"""Who we are to QuickBooks, what it offers, what we chose from it, and who may do what."""

from connections.models.connection import Connection
from connections.models.defaults import DefaultAccounts
from connections.models.exchange import Exchange
from connections.models.grant import Grant, Right
from connections.models.lists import ListItem
from connections.models.mapping import PaymentMapping, TaxMapping
from connections.models.token import Token

__all__ = [
    "Connection",
    "DefaultAccounts",
    "Exchange",
    "Grant",
    "ListItem",
    "PaymentMapping",
    "Right",
    "TaxMapping",
    "Token",
]
