"""What QuickBooks has that the store should know: read there, compared, and never sent back."""
