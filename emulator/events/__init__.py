"""What other programs are told of changes: webhooks."""
