"""Running it: command line, configuration, the nightly job."""
