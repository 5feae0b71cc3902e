"""Known figures and lists of firms.

In: our CSV, a frame, EDINET's CSV, SEC companyfacts (`read`, by format), lists of JPX, EDINET and HKEX (`company_lists`), or the services
that publish them (`service`). Out: a frame of known figures, a table of companies. Which XBRL concept is which metric: rules/metrics.toml.
"""
