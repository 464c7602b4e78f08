"""The page Clearing accounts: does each hold what the store says that gateways still owe?"""

from typing import Any, ClassVar

from django.utils import timezone
from django.views.generic import TemplateView

from connections import permissions
from connections.console import ActionView, ConnectionView
from connections.models import Right
from connections.signing_in import standing
from sync_queue.books import clearing, loose_ends, owed

MONTHS = 12


class ClearingView(ConnectionView, TemplateView):
    """It tells of all vendors' money, so a vendor sees it in their own company alone."""

    tab = "accounts"
    part = "accounts-clearing"
    template_name = "sync_queue/clearing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not permissions.sees_all(user=self.request.user, connection=self.connection):
            return super().get_context_data(**kwargs)
        proofs = clearing.prove(self.connection)
        more = {
            "sees_all": True,
            "proofs": [(one, one.months[-MONTHS:][::-1]) for one in proofs],
            "asked_at": max((one.asked_at for one in proofs if one.asked_at), default=None),
            "owed": owed.of(self.connection),
            "waiting": loose_ends.not_paid_out(self.connection),
            "misfits": loose_ends.misfits(self.connection),
            "may_ask": permissions.may(
                user=self.request.user, connection=self.connection, right=Right.MAP_ACCOUNTS
            ),
        }
        return super().get_context_data(**{**more, **kwargs})


class AskBalancesView(ActionView):
    """Has QuickBooks tell the balances of its accounts."""

    right = Right.MAP_ACCOUNTS
    of_all: ClassVar[bool] = True
    back = "accounts-clearing"

    def act(self) -> str:
        standing.usable(self.connection)
        clearing.ask(self.connection, now=timezone.now())
        return "QuickBooks has told the balances of its accounts."
