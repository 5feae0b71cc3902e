"""Facts against known figures: `compare` joins, judges and diagnoses, `check` needs no known figures, `coverage` looks across articles.

In: frames of facts and of known figures (`known/` reads these); out: a frame with a status a fact, and from it a report (`report/`).
The words of explanations stand in words.toml.
"""
