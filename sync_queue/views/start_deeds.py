"""The smaller buttons of the guided start: each does one thing by POST and returns to its step."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from connections import lists
from connections.choosing import suggest
from connections.console import ActionView, NotAccepted
from connections.models import Right
from connections.views.lists import CreateAccountView
from sync_queue.models import Proposal
from sync_queue.start import existing, looking
from sync_queue.views import spoken


class FetchAndSuggestView(ActionView):
    """Reads the company's lists and chooses whatever has exactly one fitting choice."""

    right = Right.MAP_ACCOUNTS
    back = "start-accounts"

    def act(self) -> str:
        lists.fetch_lists(connection=self.connection, now=timezone.now())
        chosen = suggest.suggest_defaults(connection=self.connection)
        if not chosen:
            return "Fetched. There was nothing that could be chosen without you."
        return f"Fetched, and {spoken.number(len(chosen), 'choice')} made for you: look them over."


class StartAccountView(CreateAccountView):
    """Creates what is lacking, from the guided start."""

    def next_address(self) -> str:
        return reverse("console:start-accounts", args=[self.connection.slug])


class ExistingDeed(ActionView):
    right = Right.LINK
    of_all = True

    def act(self) -> str:
        try:
            return self.deed()
        except existing.NotNow as reason:
            raise NotAccepted(str(reason)) from reason

    def deed(self) -> str:
        """Does it, and returns the sentence that says so. May raise existing.NotNow."""
        raise NotImplementedError

    def next_address(self) -> str:
        """The list on which it was pressed."""
        where = reverse("console:start-existing", args=[self.connection.slug])
        kind, verdict = self.request.POST.get("kind", ""), self.request.POST.get("verdict", "")
        page = self.request.POST.get("page", "1")
        if kind in existing.KINDS and verdict in Proposal.Verdict.values and page.isdecimal():
            return f"{where}?kind={kind}&verdict={verdict}&page={page}"
        return where


class LookView(ExistingDeed):
    def deed(self) -> str:
        if looking.begin(self.connection, now=timezone.now()):
            return "QuickBooks was looked through and compared with your store."
        return "QuickBooks has much: it is being looked through, and this page shows how far."


class DecideView(ExistingDeed):
    def deed(self) -> str:
        mine = Proposal.objects.filter(connection=self.connection)
        proposal = get_object_or_404(mine, pk=self.kwargs["pk"])
        choice = self.request.POST.get("choice", "")
        if choice == "ask":
            existing.ask_again(proposal)
            return f"“{proposal.label}” waits for your decision again."
        if choice == "":
            raise NotAccepted("Choose one of QuickBooks' records, or “create a new one”.")
        qbo_id = "" if choice == "create" else choice
        existing.decide(proposal, choice=qbo_id, user=self.request.user)
        what = "linked" if qbo_id else "created as a new one"
        return f"“{proposal.label}” will be {what}."


class DecideAllView(ExistingDeed):
    def deed(self) -> str:
        kind = self.request.POST.get("kind", "")
        if kind not in existing.KINDS:
            raise NotAccepted("Say whether customers or products are meant.")
        create = self.request.POST.get("choice") == "create"
        decided = existing.decide_all(
            self.connection, kind=kind, create=create, user=self.request.user
        )
        what = "created as new ones" if create else "linked"
        return f"{spoken.number(decided, kind)} will be {what}."

    def next_address(self) -> str:
        return reverse("console:start-existing", args=[self.connection.slug])


class UndoView(ExistingDeed):
    def deed(self) -> str:
        undone = existing.undo(self.connection)
        return f"{spoken.number(undone, 'link')} taken back. Nothing was changed in QuickBooks."
