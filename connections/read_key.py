"""The key with which a program, signed in to nothing, may have one connection's queue read.

It is shown once, when it is made; only its fingerprint is kept.
"""

import hashlib
import hmac
import secrets
from datetime import datetime

from connections.models import Connection

COLUMNS = ("read_key_hash", "read_key_made_at", "updated_at")
# What a key is compared with where there is none, so that both cases take the same time.
NO_KEY = hashlib.sha256(b"").hexdigest()


def make(*, connection: Connection, now: datetime) -> str:
    """A new key, which makes the one before it worthless."""
    key = secrets.token_urlsafe(32)
    connection.read_key_hash, connection.read_key_made_at = _fingerprint(key), now
    connection.save(update_fields=COLUMNS)
    return key


def forget(*, connection: Connection) -> None:
    connection.read_key_hash, connection.read_key_made_at = "", None
    connection.save(update_fields=COLUMNS)


def connection_with(*, slug: str, key: str) -> Connection | None:
    """The connection of that address, if this is its key."""
    connection = Connection.objects.filter(slug=slug).exclude(read_key_hash="").first()
    kept = connection.read_key_hash if connection else NO_KEY
    is_right = hmac.compare_digest(_fingerprint(key), kept)
    return connection if is_right and key else None


def _fingerprint(key: str) -> str:
    """A plain hash: the key is 256 random bits, which nobody finds by trying."""
    return hashlib.sha256(key.encode()).hexdigest()
