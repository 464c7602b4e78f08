"""Which Celery app rings the bridge's doorbells, and on what schedule beat rings them by itself."""

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qbo_bridge.settings")

TRANSPORT_ALIASES["filesystem"] = "qbo_bridge.file_broker:Transport"

app = Celery("qbo_bridge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
