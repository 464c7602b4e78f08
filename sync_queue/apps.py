"""Registers the queue's tables, connects its ears to the store, and answers the pages below."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SyncQueueConfig(AppConfig):
    name = "sync_queue"
    verbose_name = "QuickBooks queue"

    def ready(self) -> None:
        autodiscover_modules("signals", "answers")
