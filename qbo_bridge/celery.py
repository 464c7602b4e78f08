"""Which Celery app rings the bridge's doorbells, and on what schedule beat rings them by itself."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qbo_bridge.settings")

app = Celery("qbo_bridge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
