"""How a secret lies in the database: encrypted, bound to its row, never readable by a wrong key.

The owner's name travels inside the plaintext, so that a ciphertext copied to another connection's
row is refused instead of being used there.
"""

from functools import lru_cache
from typing import Any, Protocol

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

SEPARATOR = "\x1f"


class SecretUnreadable(Exception):
    """A stored secret cannot be decrypted: put the key it was written with back into TOKEN_KEYS."""


@lru_cache(maxsize=4)
def key_ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(value: str, *, owner: str) -> str:
    """`value` encrypted with the newest key and bound to `owner`; "" stays ""."""
    if not value:
        return ""
    ring = key_ring(tuple(settings.TOKEN_KEYS))
    return ring.encrypt(f"{owner}{SEPARATOR}{value}".encode()).decode()


def unseal(sealed: str, *, owner: str) -> str:
    """What `seal` was given; raises SecretUnreadable for a wrong key or another owner."""
    if not sealed:
        return ""
    try:
        plain = key_ring(tuple(settings.TOKEN_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as fault:
        raise SecretUnreadable(
            f"A secret of {owner} cannot be decrypted. Put the key it was written with back into "
            "TOKEN_KEYS, or enter the secret again."
        ) from fault
    its_owner, _, value = plain.partition(SEPARATOR)
    if its_owner != owner:
        raise SecretUnreadable(
            f"A secret stored for {owner} belongs to {its_owner}. Enter the secret again."
        )
    return value


class HasSecrets(Protocol):
    """A model that says who owns what it seals."""

    @property
    def secret_owner(self) -> str: ...


class Secret:
    """A readable and writable view of a sealed column: `client_secret = Secret("sealed_…")`.

    The model states who owns its secrets in `secret_owner`.
    """

    def __init__(self, column: str) -> None:
        self.column = column

    def __get__(self, instance: HasSecrets | None, owner: type) -> Any:
        if instance is None:
            return self
        return unseal(getattr(instance, self.column), owner=instance.secret_owner)

    def __set__(self, instance: HasSecrets, value: str) -> None:
        setattr(instance, self.column, seal(value, owner=instance.secret_owner))
