"""The console's pages of the connections: one module per tab."""
