"""What else decides over a call: limits, remembered request ids, ordered faults."""
