"""Who is told of changes, and how? Signed notices, gathered for a moment, repeated on failure."""

import threading
import uuid
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from queue import SimpleQueue
from typing import Any
from urllib.parse import urlsplit

from emulator import wire
from emulator.books.company import Company
from emulator.books.store import Store
from emulator.clock import Clock
from emulator.events import notices
from emulator.events.notices import Change, Notice
from emulator.settings import Settings
from emulator.wire import Obj

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
FORMATS = ("legacy", "cloudevents")
# quickbooks: minutes until the next try; then the notice is dropped.
RETRY_MINUTES = (20, 30, 50)
RETRIED = frozenset({500, 502, 503, 504, 408})
MOST_KEPT = 10_000


class BadSubscriptionError(ValueError):
    """A subscription nobody can serve; the message says why."""


@dataclass(frozen=True)
class Subscription:
    """Who wants to hear what: all companies or one, of any app or one, all kinds or some."""

    url: str
    verifier_token: str
    format: str = "legacy"
    realm: str = ""
    client_id: str = ""
    entities: frozenset[str] = frozenset()

    def wants(self, change: Change, clients: Collection[str]) -> bool:
        """quickbooks: an app hears of the companies that are connected to it, and of no others."""
        if self.realm not in {"", change.realm}:
            return False
        if not clients or self.client_id not in {"", *clients}:
            return False
        return not self.entities or change.name in self.entities

    def as_json(self) -> Obj:
        return {**asdict(self), "entities": sorted(self.entities)}


@dataclass
class Delivery:
    """One notice on its way to one address."""

    subscription: Subscription
    notice: Notice
    attempts: list[Obj] = field(default_factory=list)
    state: str = "waiting"

    def as_json(self) -> Obj:
        return {
            "url": self.subscription.url,
            "state": self.state,
            "attempts": list(self.attempts),
            "body": self.notice.body.decode(),
            "headers": self.notice.headers,
        }


class Webhooks:
    """Subscriptions, what waits to be told, and what was told."""

    def __init__(
        self,
        *,
        clock: Clock,
        settings: Settings,
        store: Store,
        clients: Callable[[str], Collection[str]],
        later: Callable[[float, Callable[[], None]], None],
    ) -> None:
        self._clock, self._settings, self._store, self._later = clock, settings, store, later
        self._clients = clients
        self._lock = threading.Lock()
        self._subscriptions: list[Subscription] = []
        self._pending: list[Change] = []
        self._deliveries: deque[Delivery] = deque(maxlen=MOST_KEPT)
        self._silent_until: dict[str, float] = {}
        self._outgoing: SimpleQueue[Delivery | None] = SimpleQueue()
        self._worker: threading.Thread | None = None
        for _key, saved in store.load("webhooks"):
            self._subscriptions = [_subscription(each) for each in saved]

    def subscribe(self, wanted: Obj) -> Subscription:
        """Begin to tell an address; again replaces the first. Raises BadSubscriptionError."""
        made = _subscription(wanted)
        with self._lock:
            others = [
                each
                for each in self._subscriptions
                if (each.url, each.realm) != (made.url, made.realm)
            ]
            self._subscriptions = [*others, made]
        self._save()
        return made

    def subscriptions(self) -> list[Obj]:
        return [each.as_json() for each in self._subscriptions]

    def cancel(self, url: str = "") -> None:
        """Tell an address nothing any more; without one nobody."""
        with self._lock:
            kept = [each for each in self._subscriptions if url and each.url != url]
            self._subscriptions = kept
        self._save()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._subscriptions, self._pending = [], []
            self._deliveries.clear()
            self._silent_until.clear()

    def deliveries(self) -> list[Obj]:
        """What was sent or tried, oldest first."""
        return [each.as_json() for each in list(self._deliveries)]

    def hear(self, company: Company, asked: Mapping[tuple[str, str], str]) -> None:
        """Take note of what a call has changed and not yet stored."""
        if not self._subscriptions or not company.touched:
            return
        changes = notices.changes(company, asked)
        with self._lock:
            first = not self._pending
            self._pending += changes
        if first and changes:
            self._later(self._settings.webhook_delay_s, self._gather)

    def stop(self) -> None:
        """End the thread that delivers."""
        if self._worker is not None:
            self._outgoing.put(None)
            self._worker.join(timeout=self._settings.webhook_timeout_s + 1)

    def _gather(self) -> None:
        """One notice for each address that wants any of what is pending."""
        with self._lock:
            pending, self._pending = self._pending, []
            subscriptions = list(self._subscriptions)
        if self._settings.webhook_disorder:
            pending.reverse()
        clients = {change.realm: self._clients(change.realm) for change in pending}
        for subscription in subscriptions:
            wanted = [each for each in pending if subscription.wants(each, clients[each.realm])]
            if wanted:
                self._send_off(subscription, wanted)

    def _send_off(self, subscription: Subscription, changes: list[Change]) -> None:
        write = notices.legacy if subscription.format == "legacy" else notices.cloud_events
        body = write(changes)
        headers = notices.headers(body, subscription.verifier_token, self._clock.now())
        copies = 2 if self._settings.webhook_duplicates else 1
        for _ in range(copies):
            delivery = Delivery(subscription, Notice(body, headers))
            self._deliveries.append(delivery)
            if self._clock.timestamp() < self._silent_until.get(subscription.url, 0):
                delivery.state = "dropped"
            else:
                self._post_soon(delivery)

    def _post_soon(self, delivery: Delivery) -> None:
        with self._lock:
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, daemon=True, name="webhooks")
                self._worker.start()
        self._outgoing.put(delivery)

    def _work(self) -> None:
        while (delivery := self._outgoing.get()) is not None:
            self._try(delivery)

    def _try(self, delivery: Delivery) -> None:
        """Deliver once; a failure that may pass is tried again after its time."""
        at = wire.stamp(self._clock.now())
        status, problem = notices.post(
            delivery.subscription.url, delivery.notice, timeout=self._settings.webhook_timeout_s
        )
        delivery.attempts.append({"at": at, "status": status, "problem": problem})
        failures = len(delivery.attempts)
        if status is not None and status < 300:
            delivery.state = "delivered"
        elif (status is None or status in RETRIED) and failures <= len(RETRY_MINUTES):
            delivery.state = "retrying"
            wait = RETRY_MINUTES[failures - 1] * 60
            self._later(wait, lambda: self._post_soon(delivery))
        else:
            self._silence(delivery)
            delivery.state = "dropped"

    def _silence(self, delivery: Delivery) -> None:
        """quickbooks: an address that failed every try is said to hear nothing for a day."""
        if len(delivery.attempts) > len(RETRY_MINUTES):
            until = self._clock.timestamp() + self._settings.webhook_blacklist_s
            self._silent_until[delivery.subscription.url] = until

    def _save(self) -> None:
        self._store.save([("webhooks", "now", self.subscriptions())])


def _subscription(wanted: Mapping[str, Any]) -> Subscription:
    """A subscription as it comes over the wire. Only addresses of this machine are told."""
    url = str(wanted.get("url") or "")
    if not _is_local(url):
        raise BadSubscriptionError("url must be an http address of this machine.")
    form = str(wanted.get("format") or FORMATS[0])
    if form not in FORMATS:
        raise BadSubscriptionError(f"format is one of {', '.join(FORMATS)}.")
    entities = _entities(wanted.get("entities") or [])
    token = str(wanted.get("verifier_token") or uuid.uuid4())
    realm, client = (str(wanted.get(name) or "") for name in ("realm", "client_id"))
    return Subscription(url, token, form, realm, client, entities)


def _entities(wanted: Any) -> frozenset[str]:
    """The kinds that somebody wants to hear of; none are all of them."""
    if not isinstance(wanted, list):
        raise BadSubscriptionError(f"entities is a list, not {wanted!r}.")
    unknown = [each for each in wanted if not isinstance(each, str) or each not in notices.TOLD]
    if unknown:
        raise BadSubscriptionError(f"entities cannot have {unknown}.")
    return frozenset(wanted)


def _is_local(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "http" and parts.hostname in LOCAL and (parts.port or 80) > 0
    except ValueError:
        return False
