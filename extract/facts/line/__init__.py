"""What a line of text is made of, for facts.

In: a document's records, and the words of metrics.toml and cues.toml. Out: `items` (values, dates, firms, words, cues), `clause` (a line
of them), `place` (where a value stands in it), `when` (periods). What stands between is fact_words.toml.
"""
