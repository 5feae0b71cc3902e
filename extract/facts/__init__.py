"""Facts: a Document and its records come in, its facts go out (`assemble`).

`scope` is what the text has set so far, `lists` and `cells` what stands together; `*_options` give the choices for metric, period, firm and
part with their features, `choose` picks by weights.toml (made by `train`), `score` says how sure that is, `write` makes rows.
The words are fact_words, cues and metrics in rules/; a new feature is a line in the options it speaks for, and a training run.
"""
