"""The demo: a small store beside a local QuickBooks Online, with every process that a real
installation has, on one machine and with nothing else installed."""
