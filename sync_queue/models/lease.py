"""Which reader works for a company just now. Its fence rises with every new holder."""

from django.db import models

from connections.models import Connection


class ReaderLease(models.Model):
    connection = models.OneToOneField(
        Connection, on_delete=models.CASCADE, related_name="reader_lease"
    )
    holder = models.CharField(max_length=64, blank=True)
    fence = models.PositiveBigIntegerField(default=0)
    until = models.DateTimeField(null=True)
    # When this company was last served: the one that waited longest is next.
    served_at = models.DateTimeField(null=True)
    # A person stopped the reading until then; "Read queue" goes on at once.
    stopped_until = models.DateTimeField(null=True)
    progress_done = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"Reader of {self.connection}: {self.holder or 'nobody'}"
