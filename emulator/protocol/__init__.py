"""What goes over the wire, and in which words: schema, values, faults, JSON and XML."""
