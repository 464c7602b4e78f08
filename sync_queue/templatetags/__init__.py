"""What templates may ask of the queue."""
