"""What a row is going to write: the record it is about, found, claimed and put into a body."""
