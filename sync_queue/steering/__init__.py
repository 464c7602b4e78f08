"""What a person may do to rows, and what is asked before it is done."""
