"""The console's forms: what a person may decide about a connection, and how it is checked."""
