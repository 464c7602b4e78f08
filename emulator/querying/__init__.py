"""How objects are found: the query language and change data capture."""
