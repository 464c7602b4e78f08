"""How calls look on the wire: addresses, envelopes, queries, and what each fault means."""
