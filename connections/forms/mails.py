"""Who gets which mail about a connection."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from connections.models import MailSettings
from connections.telling import mails

MOST_HOURS = 720

if TYPE_CHECKING:
    SettingsOfMails = forms.ModelForm[MailSettings]
else:
    SettingsOfMails = forms.ModelForm


class MailsForm(SettingsOfMails):
    class Meta:
        model = MailSettings
        fields: ClassVar[list[str]] = [
            "alerts_to",
            "silent_after_hours",
            "bookkeeper_to",
            "is_weekly",
        ]
        labels: ClassVar[dict[str, str]] = {
            "alerts_to": "Warn these people",
            "silent_after_hours": "Warn when nothing is booked for so many hours",
            "bookkeeper_to": "Your bookkeeper",
            "is_weekly": "Send the list every Monday morning",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "alerts_to": "Mail addresses, with commas between them. They get one mail when the "
            "sign-in breaks, nothing is booked, or a payment is missing on its invoice, never one "
            "for each record.",
            "silent_after_hours": "Counted while orders come in. 0: never.",
            "bookkeeper_to": "Where the list goes of what only a bookkeeper can mend.",
            "is_weekly": "Where the company is, and only if something is on it.",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "silent_after_hours": {
                "invalid": "Enter a number of hours, 0 for never.",
                "min_value": "Enter a number of hours, 0 for never.",
                "required": "Enter a number of hours, 0 for never.",
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["silent_after_hours"].widget.attrs |= {"max": MOST_HOURS, "min": 0}

    def clean_alerts_to(self) -> str:
        return ", ".join(mails.check(self.cleaned_data["alerts_to"]))

    def clean_bookkeeper_to(self) -> str:
        return ", ".join(mails.check(self.cleaned_data["bookkeeper_to"]))

    def clean_silent_after_hours(self) -> int:
        hours = int(self.cleaned_data["silent_after_hours"])
        if hours > MOST_HOURS:
            raise forms.ValidationError("Enter at most 720 hours, which is a month.")
        return hours

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        goes_nowhere = cleaned.get("is_weekly") and not cleaned.get("bookkeeper_to")
        if goes_nowhere and "bookkeeper_to" not in self.errors:
            self.add_error("bookkeeper_to", "Enter where the list is to go every Monday.")
        return cleaned
