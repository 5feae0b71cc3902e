"""In: a Document and the records already taken. Out: records of kind "date" and "duration".

How dates and lengths are written: rules/dates.toml, durations.toml, eras.toml, holidays.toml; words around them: date_words.toml.
What is one expression: expressions.py; what a form means: operations.py; which year, month or week it is in: resolve.py, tense.py; date or length: date_or_duration.py.
"""
