"""Facts: a Document and its records come in, its facts go out (`assemble`).

`line/` is what a line is made of, `scope` what the text has set so far; `slots/` gives the options for metric, period, firm, part and
basis with their features, `tables/` those of cells. weights.toml, made by `train_facts` above this room of what `learn/` reads off
labels, weighs them; `score` says how sure a fact is, `write` makes rows. A new feature is a line in the options it speaks for, and a
training run.
"""
