"""The buttons of From QuickBooks: each does one thing by POST and says what came of it."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from connections.console import ActionView, NotAccepted
from connections.models import Right
from sync_queue import sight
from sync_queue.models import Arrival
from sync_queue.pull import deciding, run, turn
from sync_queue.views import spoken
from sync_queue.views.pulled import fitting_nothing, own_arrivals, own_differences

# How many records one press makes in the store.
AT_ONCE = 200


class PullAction(ActionView):
    """A button of this page; whatever stands in the way is said in one sentence."""

    back = "pulled"

    def act(self) -> str:
        try:
            return self.do()
        except (deciding.NotNow, turn.TurnTaken) as reason:
            raise NotAccepted(str(reason)) from reason

    def do(self) -> str:
        raise NotImplementedError


class PullNowView(PullAction):
    right = Right.READ_QUEUE

    def do(self) -> str:
        if not run.brings_anything(self.connection):
            raise NotAccepted("Nothing is switched on to be brought back from QuickBooks.")
        return run.pull(self.connection, now=timezone.now()).sentence


class DecideView(PullAction):
    """Which side of a difference holds: the store's or QuickBooks'."""

    right = Right.APPROVE

    def do(self) -> str:
        user = self.request.user
        mine = own_differences(user, self.connection)
        difference = get_object_or_404(mine, pk=self.kwargs["pk"])
        if self.request.POST.get("holds") == "quickbooks":
            deciding.take_theirs(difference, user=user, now=timezone.now())
            return "The store has QuickBooks' value now."
        if self.request.POST.get("holds") == "store":
            deciding.keep_ours(difference, user=user, now=timezone.now())
            return "The store's value will be sent to QuickBooks now."
        raise Http404("Say which side holds.")


class ArrivalView(PullAction):
    """What becomes of one record that is in QuickBooks only."""

    right = Right.LINK

    def do(self) -> str:
        user, now = self.request.user, timezone.now()
        mine = own_arrivals(user, self.connection).select_related("connection")
        arrival = get_object_or_404(mine, pk=self.kwargs["pk"])
        name = arrival.name
        deed, key = self.request.POST.get("deed"), self.request.POST.get("with", "")
        if deed == "link" or key:
            linked = deciding.link(arrival, user=user, now=now, key=key)
            return f"“{name}” is linked with {linked}."
        if deed == "create":
            deciding.create(arrival, user=user, now=now)
            return f"“{name}” is in the store now."
        if deed == "leave-out":
            deciding.leave_out(arrival, user=user)
            return f"“{name}” is not offered any more."
        raise Http404("Say what becomes of it.")


class CreateAllView(PullAction):
    """Makes what fits no record of the store, some at a time."""

    right = Right.LINK

    def do(self) -> str:
        mine = own_arrivals(self.request.user, self.connection)
        offered = fitting_nothing(mine.filter(state=Arrival.State.OFFERED))
        made = 0
        for arrival in offered.select_related("connection")[:AT_ONCE]:
            try:
                deciding.create(arrival, user=self.request.user, now=timezone.now())
                made += 1
            except deciding.NotNow:
                continue  # it stays offered, and says by itself what stands in its way
        left = offered.count()
        said = f"{spoken.number(made, 'record')} made in the store."
        return f"{said} {left:,} left: press again, or look at them one by one." if left else said


class OfferAgainView(PullAction):
    right = Right.LINK

    def do(self) -> str:
        if not sight.is_whole(user=self.request.user, connection=self.connection):
            raise Http404("Not yours.")
        count = deciding.offer_again(self.connection)
        return f"{spoken.number(count, 'record')} offered again."
