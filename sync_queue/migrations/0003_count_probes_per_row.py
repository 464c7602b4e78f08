"""Each row counts its own looks into QuickBooks, so those of one batch do not share a count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync_queue", "0002_doubt_a_link")]

    operations = [
        migrations.RemoveField(model_name="dispatch", name="probes"),
        migrations.AddField(
            model_name="queuerow",
            name="probes",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="dispatch",
            name="due_at",
            field=models.DateTimeField(help_text="Not to be repeated before.", null=True),
        ),
    ]
