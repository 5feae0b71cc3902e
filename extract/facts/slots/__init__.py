"""The slots of a fact in running text: metric, period, firm, part, basis; and what runs along a list (`lists`).

In: the place of a value and the scope. Out: for each slot the options in reach with what speaks for them, of which `choose` picks one
by weights. A feature is a string in the options it speaks for, its weight a line of weights.toml.
"""
