"""The console's pages of the queue, of orders, and of what needs a person."""
