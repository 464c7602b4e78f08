"""A secret is unreadable in the database, in another row, and with another key."""

from typing import Any

import pytest
from cryptography.fernet import Fernet

from connections import fields
from connections.models import Connection, Token

pytestmark = pytest.mark.django_db


def test_a_secret_is_stored_encrypted_and_read_back() -> None:
    connection = Connection(name="Main books", slug="main")
    connection.client_secret = "s3cr3t"
    connection.save()

    stored = Connection.objects.values_list("sealed_client_secret", flat=True).get()

    assert "s3cr3t" not in stored
    assert Connection.objects.get().client_secret == "s3cr3t"


def test_an_empty_secret_stays_empty() -> None:
    assert fields.seal("", owner="me") == ""
    assert fields.unseal("", owner="me") == ""


def test_a_ciphertext_copied_to_another_connection_is_refused() -> None:
    mine = Connection.objects.create(name="Main books", slug="main")
    theirs = Connection.objects.create(name="Bob's books", slug="bob")
    token = Token(connection=mine)
    token.access = "access"

    stolen = Token(connection=theirs, sealed_access=token.sealed_access)

    with pytest.raises(fields.SecretUnreadable, match="Enter the secret again"):
        _ = stolen.access


def test_a_wrong_key_is_told_and_not_taken_for_an_empty_secret(settings: Any) -> None:
    sealed = fields.seal("s3cr3t", owner="me")
    settings.TOKEN_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(fields.SecretUnreadable, match="TOKEN_KEYS") as refused:
        fields.unseal(sealed, owner="me")

    assert "s3cr3t" not in str(refused.value)


def test_a_new_key_in_front_still_reads_what_the_old_one_wrote(settings: Any) -> None:
    sealed = fields.seal("s3cr3t", owner="me")
    settings.TOKEN_KEYS = [Fernet.generate_key().decode(), *settings.TOKEN_KEYS]

    assert fields.unseal(sealed, owner="me") == "s3cr3t"
