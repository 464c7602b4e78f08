"""The classes that the forms build on; Django's are generic for a type checker only."""

from typing import TYPE_CHECKING

from django import forms

from connections.models import Connection

if TYPE_CHECKING:
    ConnectionForm = forms.ModelForm[Connection]
else:
    ConnectionForm = forms.ModelForm
