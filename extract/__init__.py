"""Article -> records -> facts, through `pipeline.Engine`: text is made ready, names, dates and amounts are found, facts are assembled.

In: an Article (corpus); out: Records and Facts (corpus.record). Each kind of mention has a room of its own; what joins
them is `pipeline`, what the package shows to Python is `api`, to spaCy `component`.
"""
