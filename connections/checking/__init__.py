"""Is it ready and well: what is missing, what this company cannot do, what runs and when it ran."""
