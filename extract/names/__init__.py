"""Firms and organizations: a document comes in, records of kind company and organization with their entity ids go out.

`candidates`, `context` and `declared` propose spans, `records` joins them to firms, `ner/` is the statistical recognizer.
Words are changed in rules/{companies,organizations,company_context,legal_forms,name_words}.toml.
"""
