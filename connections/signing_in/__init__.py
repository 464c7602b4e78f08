"""The way of a sign-in: its state, one refresh at a time, how long it lasts."""
