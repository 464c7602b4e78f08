"""From a request to its answer: gateway, sign-in, work, batches, uploads, mail."""
