"""A link remembers that its record may be in QuickBooks although nobody could find it there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync_queue", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="link",
            name="in_doubt",
            field=models.BooleanField(
                default=False, help_text="It may be in QuickBooks, and nobody could find out."
            ),
        ),
    ]
