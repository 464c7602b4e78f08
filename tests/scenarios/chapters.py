"""The chapters of the page, in its order. Each is a module of this folder."""

from importlib import import_module

from tests.scenarios.scenario import Chapter

NAMES = (
    "sales",
    "regimes",
    "taxes",
    "shipments",
    "payments",
    "chargebacks",
    "refunds",
    "gift_cards",
    "payouts",
    "changes",
    "days",
    "time",
    "goods",
    "people",
    "currencies",
)
CHAPTERS: tuple[Chapter, ...] = tuple(
    import_module(f"tests.scenarios.{name}").CHAPTER for name in NAMES
)
