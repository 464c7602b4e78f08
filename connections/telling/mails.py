"""Sends a mail, or says in a sentence why it could not be sent and what mends that."""

import smtplib
import ssl
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from connections.models import Connection, MailSettings

NO_SERVER = (
    "This installation knows no mail server yet. Whoever runs it sets EMAIL_HOST and its "
    "neighbours, see docs/settings.md."
)


class NotSent(Exception):
    """The mail was not taken; the message says why, and what mends it."""


def addresses(written: str) -> list[str]:
    """The addresses of a text in which commas, semicolons or lines part them."""
    for mark in (";", "\n", "\r"):
        written = written.replace(mark, ",")
    return [address.strip() for address in written.split(",") if address.strip()]


def check(written: str) -> list[str]:
    """The addresses of a text. Raises ValidationError with a sentence for the first bad one."""
    found = addresses(written)
    for address in found:
        try:
            validate_email(address)
        except ValidationError as fault:
            raise ValidationError(
                f"“{address}” is not a mail address. Write it like name@example.com, several with "
                "commas between them."
            ) from fault
    return found


def settings_of(connection: Connection) -> MailSettings:
    """Who is told about this connection; a blank one where nobody has said."""
    found = MailSettings.objects.filter(connection=connection).first()
    return found or MailSettings(connection=connection)


def send(
    connection: Connection, *, to: Iterable[str], subject: str, text: str, now: datetime
) -> str:
    """Sends one mail to all of `to`; returns the sentence that says so. Raises NotSent.

    What came of it is kept for the page on which it is looked up.
    """
    kept, _ = MailSettings.objects.get_or_create(connection=connection)
    receivers, subject = list(to), " ".join(subject.split())
    try:
        _hand_over(receivers, subject, text)
    except NotSent as trouble:
        kept.last_result = str(trouble)[:500]
        kept.save(update_fields=["last_result"])
        raise
    said = f"“{subject}” was sent to {', '.join(receivers)}."
    kept.last_sent_at, kept.last_result = now, said[:500]
    kept.save(update_fields=["last_sent_at", "last_result"])
    return said


def _hand_over(receivers: list[str], subject: str, text: str) -> None:
    if not receivers:
        raise NotSent("Nobody is named who should get it. Enter an address and save it first.")
    if not settings.EMAIL_HOST:
        raise NotSent(NO_SERVER)
    way = get_connection()
    try:
        EmailMessage(subject, text, to=receivers, connection=way).send()
    except OSError as fault:  # all of smtplib's faults are of this class, too
        raise NotSent(_said(fault)) from fault
    finally:
        way.close()


def _said(fault: OSError) -> str:
    server = f"mail server {settings.EMAIL_HOST}"
    match fault:
        case smtplib.SMTPAuthenticationError():
            return f"The {server} does not know our name or password. Correct them."
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return f"The {server} takes no mails for {', '.join(refused)}. Correct the address."
        case smtplib.SMTPSenderRefused(sender=sender):
            return f"The {server} takes no mails from {sender}. Correct DEFAULT_FROM_EMAIL."
        case smtplib.SMTPNotSupportedError() | ssl.SSLError():
            return f"No secret way to the {server} could be agreed on. Correct EMAIL_SECURITY."
        case smtplib.SMTPResponseException():
            return f"The {server} refused the mail. It said: {_text(fault.smtp_error)}"
        case _:
            return f"The {server} cannot be reached: {fault}. Correct EMAIL_HOST or EMAIL_PORT."


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer
