"""Facts against known figures."""
