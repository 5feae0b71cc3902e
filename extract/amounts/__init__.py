"""In: a text.Document and the records already taken. Out: records of money, percent, quantity and ordinal (extract.build).

numerals.toml and rules/numeral.py say what a numeral is, currencies, percents, units, ordinals and modifiers.toml what may stand
beside it, amount_words.toml what joins or forbids; scan finds, join connects, quantity and money decide, extract writes records.
"""
