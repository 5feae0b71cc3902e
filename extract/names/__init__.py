"""Firms and organizations: a document comes in, records of kind company and organization with their entity ids go out.

`proposals` puts what tables, words (`candidates`, `declared` …) and the recognizer in `ner/` see into the `pool`, `choose` picks by the
weights of choice.toml (made by `train_choice`; `train_ner` makes the recognizer), `records` joins names to firms, `issuer` says whose
document it is. Words are changed in rules/{companies,organizations,listed_names,company_context,legal_forms,name_words}.toml.
"""
