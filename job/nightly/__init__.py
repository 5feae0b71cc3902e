"""The nightly job. In: a Config (`config`) with its inbox, known figures and store. Out: tables in files, reason files, a Summary.

One run (`run`) is reading -> extracting -> reconciling -> publish, on one `state`, with each file a step of that name.
What is new or done is the ledger's to know, tables and their versions are the store's, what people type is in `commands`.
"""
