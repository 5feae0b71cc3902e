"""What we know: tables with their examples, and what reads them. This room imports no other.

In: rules/*.toml, and a user's overlay folder. Out: typed, folded rows (`table`, `words`, `metric`, `company` …) and arithmetic
(`numeral`, `parse_number`, `period`). To teach a word, write a row with an example; a new kind of row is a dataclass for `table.load`.
"""
