"""Products and services, bundles and stock."""
