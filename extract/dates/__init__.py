"""In: a Document and the records already taken. Out: records of kind "date" and "duration".

How dates and lengths are written: rules/dates.toml, durations.toml, eras.toml, holidays.toml; words around them: date_words.toml.
What is one expression: expressions.py, date_or_duration.py; what it means: operations.py; in which year or month: resolve.py, tense.py.
"""
