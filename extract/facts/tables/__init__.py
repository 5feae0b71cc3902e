"""Figures of tables.

In: a table of the page with its items. Out: its cells with all that labels, heads and captions say of them (`cells`; `names` says what these
name, `heads` of which periods, `cut_names` those that lines cut), and for each slot of a cell its options (`cell_metrics` …), as in slots/.
"""
