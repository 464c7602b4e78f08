"""A row remembers for which reasons a person let it pass."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sync_queue", "0003_count_probes_per_row"),
    ]

    operations = [
        migrations.AddField(
            model_name="queuerow",
            name="approvals",
            field=models.CharField(
                blank=True,
                help_text="Reasons a person has let it pass, each with a blank.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="queuerow",
            name="is_released",
            field=models.BooleanField(default=False, help_text="A person has said: send it."),
        ),
    ]
