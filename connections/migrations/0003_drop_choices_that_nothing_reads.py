"""Choices that nothing reads go: a setting without effect misleads whoever sets it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0002_count_exchanges_by_index"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="connection",
            name="allow_overrides",
        ),
        migrations.RemoveField(
            model_name="connection",
            name="identify_by",
        ),
        migrations.RemoveField(
            model_name="connection",
            name="use_classes",
        ),
        migrations.RemoveField(
            model_name="defaultaccounts",
            name="taxable_code",
        ),
    ]
