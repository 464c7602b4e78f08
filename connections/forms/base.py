"""The classes that the forms build on; Django's are generic for a type checker only."""

from typing import TYPE_CHECKING

from django import forms

from connections.models import Connection, DefaultAccounts

if TYPE_CHECKING:
    ConnectionForm = forms.ModelForm[Connection]
    AccountsForm = forms.ModelForm[DefaultAccounts]
else:
    ConnectionForm = AccountsForm = forms.ModelForm
