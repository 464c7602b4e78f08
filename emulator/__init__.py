"""A local QuickBooks Online: OAuth2, the accounting API and books that can be read.

It stands apart from the bridge: neither imports the other, they only speak HTTP.
"""
