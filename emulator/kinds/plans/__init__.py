"""Hours, recurring documents and budgets."""
