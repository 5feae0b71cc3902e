"""The statistical recognizer of names that neither table nor rule knows.

In: a Document. Out: its units, with the probability of each label (`marginals`), by a CRF (`chain`) and, where that is unsure, by a small
net (`net`) too, over hashed features (`features`, `marks`); `gate` says which sentences are read. Weights come from `train_ner` above this
room and `net_fit` (data: `corpora`, `generate`; settings: config.toml).
"""
