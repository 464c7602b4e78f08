"""What stands in the way of rows, told as causes that a person can mend."""
