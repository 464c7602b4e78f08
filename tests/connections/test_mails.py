"""Mails to a real mail server, and the sentence for each way in which one may fail."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from connections.models import Connection, MailSettings
from connections.telling import mails
from tests.mailbox import Mailbox, mailbox
from tests.servers import free_port

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def connection() -> Connection:
    made: Connection = Connection.objects.create(name="Main books", slug="main-books")
    return made


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    with mailbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = box.host, box.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "QBO Bridge <books@example.com>"
        yield box


def send(connection: Connection, *to: str) -> str:
    return mails.send(connection, to=to, subject="Please\nlook", text="It stopped.\n", now=NOW)


def test_a_mail_arrives_with_its_words(connection: Connection, box: Mailbox) -> None:
    said = send(connection, "ann@example.com", "ben@example.com")

    (mail,) = box.mails
    assert mail["Subject"] == "Please look"
    assert mail["From"] == "QBO Bridge <books@example.com>"
    assert mail["To"] == "ann@example.com, ben@example.com"
    assert mail.get_content().strip() == "It stopped."
    assert said == "“Please look” was sent to ann@example.com, ben@example.com."


def test_what_came_of_it_is_kept(connection: Connection, box: Mailbox) -> None:
    send(connection, "ann@example.com")

    kept = MailSettings.objects.get()
    assert kept.last_sent_at == NOW
    assert "was sent to ann@example.com" in kept.last_result


def test_a_refused_address_is_named(connection: Connection, box: Mailbox) -> None:
    box.refuses.add("ann@example.com")

    with pytest.raises(mails.NotSent, match="takes no mails for ann"):
        send(connection, "ann@example.com")

    assert "takes no mails for" in MailSettings.objects.get().last_result


def test_a_wrong_password_is_said(connection: Connection, box: Mailbox, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "books", "wrong"
    box.password = base64.b64encode(b"\0books\0right").decode()

    with pytest.raises(mails.NotSent, match="does not know our name or password"):
        send(connection, "ann@example.com")


def test_the_right_password_lets_it_pass(
    connection: Connection, box: Mailbox, settings: Any
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "books", "right"
    box.password = base64.b64encode(b"\0books\0right").decode()

    send(connection, "ann@example.com")

    assert len(box.mails) == 1


def test_a_server_without_a_secret_way_is_said(
    connection: Connection, box: Mailbox, settings: Any
) -> None:
    settings.EMAIL_USE_TLS = True

    with pytest.raises(mails.NotSent, match="Correct EMAIL_SECURITY"):
        send(connection, "ann@example.com")


def test_a_server_that_is_not_there_is_said(
    connection: Connection, box: Mailbox, settings: Any
) -> None:
    settings.EMAIL_PORT = free_port()

    with pytest.raises(mails.NotSent, match="cannot be reached"):
        send(connection, "ann@example.com")


def test_without_a_server_whoever_runs_it_is_asked(connection: Connection) -> None:
    with pytest.raises(mails.NotSent, match="EMAIL_HOST"):
        send(connection, "ann@example.com")


def test_without_an_address_nothing_is_sent(connection: Connection, box: Mailbox) -> None:
    with pytest.raises(mails.NotSent, match="Nobody is named"):
        send(connection)

    assert not box.mails


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("", []),
        ("ann@example.com", ["ann@example.com"]),
        (" ann@example.com ; ben@example.com,", ["ann@example.com", "ben@example.com"]),
        ("ann@example.com\r\nben@example.com", ["ann@example.com", "ben@example.com"]),
    ],
)
def test_addresses_may_be_parted_as_people_do(written: str, found: list[str]) -> None:
    assert mails.check(written) == found


@pytest.mark.parametrize("written", ["ann", "ann@", "ann@example.com ben@example.com"])
def test_what_is_no_address_is_named(written: str) -> None:
    with pytest.raises(ValidationError, match="is not a mail address"):
        mails.check(written)
