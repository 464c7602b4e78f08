"""The way to QuickBooks: one company per connection, its sign-in, its lists, the one door out."""
