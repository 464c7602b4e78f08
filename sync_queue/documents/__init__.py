"""The QuickBooks body of each kind of entity: pure functions of entity, links and settings."""
