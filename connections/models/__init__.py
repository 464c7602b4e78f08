"""Who we are to QuickBooks, what it offers, what we chose from it, and who may do what."""

from connections.models.connection import Connection
from connections.models.defaults import DefaultAccounts
from connections.models.exchange import Exchange
from connections.models.failed_account import FailedAccount
from connections.models.flow import Flow
from connections.models.grant import Grant, Right
from connections.models.installation import Installation
from connections.models.lists import ListItem
from connections.models.mails import Alert, MailSettings
from connections.models.mapping import (
    ClassMapping,
    ItemMapping,
    PaymentMapping,
    TaxMapping,
    TermMapping,
)
from connections.models.start import GuidedStart
from connections.models.token import Token

__all__ = [
    "Alert",
    "ClassMapping",
    "Connection",
    "DefaultAccounts",
    "Exchange",
    "FailedAccount",
    "Flow",
    "Grant",
    "GuidedStart",
    "Installation",
    "ItemMapping",
    "ListItem",
    "MailSettings",
    "PaymentMapping",
    "Right",
    "TaxMapping",
    "TermMapping",
    "Token",
]
