"""How a trip to QuickBooks' sign-in can end: what happened, and what mends it.

Each ending has an address of its own, so that the way back itself never shows a page.
"""

from dataclasses import dataclass

from connections import fields, oauth, tokens
from connections.signing_in import state
from connections.wire import endpoints


@dataclass(frozen=True)
class Ending:
    title: str
    what: str
    mend: str


ENDINGS = {
    "denied": Ending(
        "You did not agree",
        "QuickBooks reports that the connection was declined or the window was closed.",
        "Press Connect to QuickBooks again and choose Connect there. You need to be an admin of "
        "the company in QuickBooks.",
    ),
    "expired": Ending(
        "That took too long",
        "The way to QuickBooks and back must be made within ten minutes.",
        "Press Connect to QuickBooks again.",
    ),
    "used": Ending(
        "This page was used before",
        "The way back from QuickBooks works once; it was opened a second time.",
        "Look at the Token tab: if it says Connected, all is well. If not, connect again.",
    ),
    "other-session": Ending(
        "This sign-in began somewhere else",
        "It was started in another browser, in another login, or by somebody else.",
        "Press Connect to QuickBooks in this browser and finish it here.",
    ),
    "signed-out": Ending(
        "You were logged out of QBO Bridge meanwhile",
        "When you came back from QuickBooks nobody was logged in here.",
        "Log in, press Connect to QuickBooks again, and stay in the same browser.",
    ),
    "forged": Ending(
        "This did not come from here",
        "A page tried to finish a sign-in that QBO Bridge never began.",
        "If you were connecting, press Connect to QuickBooks again. If you were not, close this "
        "page: somebody may have sent you a false link.",
    ),
    "incomplete": Ending(
        "QuickBooks sent an incomplete answer",
        "The company or the sign-in code was missing from it.",
        "Press Connect to QuickBooks again. If it happens twice, compare the redirect URL in "
        "your Intuit app with the one on the Token tab.",
    ),
    "wrong-company": Ending(
        "This is another company",
        "You chose a different company than the one this connection has worked with.",
        "Connect again and choose the right company, or add a new connection for the other one.",
    ),
    "company-taken": Ending(
        "This company is connected already",
        "Another connection works with it, and two would book everything twice.",
        "Use that connection, or disconnect it first.",
    ),
    "no-network": Ending(
        "QuickBooks could not be reached",
        "You agreed, but QuickBooks' sign-in service gave no usable answer after that.",
        "Wait some minutes and press Connect to QuickBooks again.",
    ),
    "wrong-client": Ending(
        "The client ID or secret is wrong",
        "QuickBooks does not know this pair, or it belongs to the other environment.",
        "Enter both again on the Connection settings tab, from the keys page of your Intuit app, "
        "then connect again.",
    ),
    "refused": Ending(
        "QuickBooks refused the sign-in",
        "Its code was used or has run out: it lives for some minutes only.",
        "Press Connect to QuickBooks again.",
    ),
    "unreadable-secret": Ending(
        "A stored secret cannot be read",
        "The key it was encrypted with is no longer among TOKEN_KEYS.",
        "Put that key back into TOKEN_KEYS, or enter the client secret again on the Connection "
        "settings tab. Then connect again.",
    ),
    "wrong-address": Ending(
        "This environment is not available here",
        "The connection points to a QuickBooks that this installation does not talk to.",
        "Choose Sandbox or Production on the Connection settings tab.",
    ),
}
# The first class that fits decides.
OF_FAULT: list[tuple[type[Exception], str]] = [
    (state.StateExpired, "expired"),
    (state.StateReplayed, "used"),
    (state.StateOfOtherSession, "other-session"),
    (state.StateRefused, "forged"),
    (tokens.WrongCompany, "wrong-company"),
    (tokens.CompanyTaken, "company-taken"),
    (oauth.WrongClient, "wrong-client"),
    (oauth.SignInRefused, "refused"),
    (oauth.SignInError, "no-network"),
    (endpoints.AddressRefused, "wrong-address"),
    (fields.SecretUnreadable, "unreadable-secret"),
]
FAULTS = tuple(kind for kind, _ in OF_FAULT)


def of_fault(fault: Exception) -> str:
    """The name of the ending for one of FAULTS."""
    return next(name for kind, name in OF_FAULT if isinstance(fault, kind))
