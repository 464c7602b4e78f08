"""The guided start of a connection: one step after the other, from the keys to going live."""
