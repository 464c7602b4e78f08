"""From a change in the store to a settled document: rows, links, dispatches, the reader."""
