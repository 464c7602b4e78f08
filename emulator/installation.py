"""What does one running emulator hold? Companies, grants, settings, the clock, the call log."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from emulator.books.company import Company, Record
from emulator.books.store import Store
from emulator.clock import Clock
from emulator.conditions.limits import Limits
from emulator.conditions.replay import Memory
from emulator.conditions.scheduled import Schedule
from emulator.events.webhooks import Webhooks
from emulator.founding import profiles
from emulator.kinds import BY_NAME
from emulator.settings import Settings, number
from emulator.signin.grants import Grants
from emulator.wire import Obj

DEMO_REALM = "9130350000000001"
MOST_LOGGED = 100_000
DEMO = {"profile": "us", "name": "Bridge Demo Company"}


@dataclass
class Installation:
    """Everything behind the HTTP front; a given state file is read and kept up to date."""

    store: Store = field(default_factory=Store)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.lock = threading.RLock()
        self.settings = Settings()
        self.schedule = Schedule()
        self.limits = Limits()
        self.log: deque[Obj] = deque(maxlen=MOST_LOGGED)
        self.companies: dict[str, Company] = {}
        self.memories: dict[str, Memory] = {}
        self._later: list[tuple[float, Callable[[], None]]] = []
        self.webhooks = Webhooks(
            clock=self.clock,
            settings=self.settings,
            store=self.store,
            clients=self._connected_apps,
            later=self.later,
        )
        self._restore()
        self.grants = Grants(clock=self.clock, settings=self.settings, store=self.store)
        if DEMO_REALM not in self.companies:
            self.found(DEMO, realm=DEMO_REALM)

    def found(self, wanted: Obj, *, realm: str = "") -> Company:
        """Open a company. Raises KeyError for an unknown profile, Fault for bad preferences."""
        facts = profiles.about(str(wanted.get("profile") or "us"), wanted)
        with self.lock:
            realm = realm or str(int(max([*self.companies, DEMO_REALM])) + 1)
            company = profiles.found(
                realm=realm, facts=facts, wanted=wanted, clock=self.clock, store=self.store
            )
            self._admit(company)
        return company

    def change_settings(self, wanted: dict[str, Any]) -> None:
        """Take over settings; `advance_s` moves the clock, `clock_rate` sets its speed."""
        wanted = dict(wanted)
        jump = number("advance_s", wanted.pop("advance_s", 0))
        with self.lock:
            self.settings.change(wanted)
            if self.settings.requestid == "forget":
                for memory in self.memories.values():
                    memory.forget()
            self.clock.set_rate(self.settings.clock_rate)
            if jump:
                self.clock.advance(jump)
            saved = {"settings": self.settings.as_dict(), "offset": self.clock.offset}
            self.store.save([("settings", "now", _as_texts(saved))])
            waiting = [due for due, _action in self._later]
        self.run_due()
        for due in waiting:
            self._set_alarm(due)

    def reset(self) -> None:
        """Back to the start: the demo company alone, default settings, nothing scheduled."""
        with self.lock:
            self.store.clear()
            self.settings.change(Settings().as_dict())
            self.settings.clients = Settings().clients
            self.clock.advance(-self.clock.offset)
            self.clock.set_rate(1)
            for held in (self.companies, self.memories, self.log, self._later):
                held.clear()
            self.limits = Limits()
            self.schedule.clear()
            self.grants.clear()
            self.webhooks.clear()
            self.found(DEMO, realm=DEMO_REALM)

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Do something after so many seconds of emulator time."""
        due = self.clock.timestamp() + seconds
        with self.lock:
            self._later.append((due, action))
        self._set_alarm(due)

    def _set_alarm(self, due: float) -> None:
        """Wake up when that moment comes, as fast as the clock runs now."""
        seconds = max(due - self.clock.timestamp(), 0) / (self.clock.rate or 1)
        timer = threading.Timer(seconds + 0.01, self.run_due)
        timer.daemon = True
        timer.start()

    def run_due(self) -> None:
        """Do what is due by now, in its order."""
        with self.lock:
            now = self.clock.timestamp()
            due = [each for each in self._later if each[0] <= now]
            self._later = [each for each in self._later if each[0] > now]
        for _at, action in sorted(due, key=lambda each: each[0]):
            action()

    def _connected_apps(self, realm: str) -> set[str]:
        """The ids of the apps that may read and write a company now."""
        grants = self.grants.of(realm)
        return {each.client for each in grants if each.opens(realm) and not each.revoked}

    def _admit(self, company: Company) -> None:
        company.settings = self.settings
        self.companies[company.realm] = company
        self.memories[company.realm] = Memory(company, self.settings)

    def _restore(self) -> None:
        for _key, saved in self.store.load("settings"):
            self.settings.change(saved["settings"])
            self.clock.advance(float(saved["offset"]))
            self.clock.set_rate(self.settings.clock_rate)
        for realm, facts in self.store.load("company"):
            self._admit(Company(realm=realm, about=facts, clock=self.clock, store=self.store))
        for key, saved in self.store.load("record"):
            realm, kind, _id = key.split("/", 2)
            self.companies[realm].put(Record.from_json(saved), family=BY_NAME[kind].family)
        for key, saved in self.store.load("answer"):
            realm, _, request_id = key.partition("/")
            self.memories[realm].restore(request_id, saved)


def _as_texts(saved: Obj) -> Obj:
    """Floats as text, so that they come back as they were."""
    return {**saved, "offset": repr(saved["offset"])}
