"""`python -m tests.scenarios` writes docs/how-orders-are-booked.md anew."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qbo_bridge.settings")
django.setup()

if __name__ == "__main__":
    from tests.scenarios import page

    page.PAGE.write_text(page.text())
