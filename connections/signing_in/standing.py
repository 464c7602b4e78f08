"""Is a connection signed in at all, and if not, which of three sentences says what to do?"""

from connections.fields import SecretUnreadable
from connections.models import Connection, Installation, Token
from connections.oauth import SignInError
from connections.wire.endpoints import AddressRefused

SignIn = Connection.SignIn

INSTALLATION_OFF = "QBO Bridge is switched off for all connections."


class NotConnected(Exception):
    """Nothing can be asked of QuickBooks: the connection must be (re)connected on the Token tab."""


class NotAuthorised(NotConnected):
    """The connection was never authorised."""


class Disconnected(NotConnected):
    """The connection was authorised, and somebody disconnected it."""


class NeedsReconnecting(NotConnected):
    """QuickBooks refused the sign-in; a person must sign in again."""


# All that may keep an access token from being there; each message is for a person.
UNUSABLE = (NotConnected, SignInError, AddressRefused, SecretUnreadable)


def is_installation_on() -> bool:
    """The one switch over all connections: while it is off nothing is collected or sent."""
    return not Installation.objects.filter(is_on=False).exists()


def usable(connection: Connection) -> Token:
    """The token as it stands in the database now. Raises NotConnected's subclasses."""
    token = Token.objects.select_related("connection").filter(connection=connection).first()
    sign_in = token.connection.sign_in if token else connection.sign_in
    if sign_in == SignIn.DISCONNECTED:
        raise Disconnected(
            f"Not connected: “{connection}” was disconnected from QuickBooks. Press Connect to "
            "QuickBooks on its Token tab."
        )
    if token is None or sign_in == SignIn.NEVER:
        raise NotAuthorised(
            f"No connection credentials are available: “{connection}” was never connected. Press "
            "Connect to QuickBooks on its Token tab."
        )
    if sign_in == SignIn.NEEDS_RECONNECTING:
        raise NeedsReconnecting(_no_longer_valid(token.connection))
    return token


def needs_reconnecting(*, connection: Connection, reason: str) -> NeedsReconnecting:
    """Marks the connection, which pauses it until somebody signs in; returns what to raise."""
    set_sign_in(connection, SignIn.NEEDS_RECONNECTING, reason)
    return NeedsReconnecting(_no_longer_valid(connection))


def set_sign_in(connection: Connection, sign_in: str, reason: str, *also: str) -> None:
    """Writes the sign-in's state, its reason, and the columns named in `also`."""
    connection.sign_in, connection.sign_in_reason = sign_in, reason
    connection.save(update_fields=["sign_in", "sign_in_reason", "updated_at", *also])


def _no_longer_valid(connection: Connection) -> str:
    return (
        f"The QuickBooks sign-in of “{connection}” is no longer valid. Press Connect to "
        f"QuickBooks on its Token tab. {connection.sign_in_reason}".rstrip()
    )
