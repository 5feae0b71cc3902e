"""Figures of tables.

In: a table of the page with its items. Out: its cells with all that is said of them (`cells`; `table_kind` says what labels and heads
name, `heads` of which periods they are, `cut_names` reads those that lines cut), and for each slot of a cell its options
(`cell_metrics` …), as in slots/.
"""
