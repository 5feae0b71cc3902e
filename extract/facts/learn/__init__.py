"""From labelled articles (`teach`) and filings (`tagged`) to choices with their right answers, and from these to weights (`fit`).

In: articles with labels. Out: decisions, each a slot's options with the right ones marked; weights by feature. `train_facts`, above
`facts`, is the command.
"""
