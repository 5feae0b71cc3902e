"""Reports: data first, then what shows it.

In: the result of a reconciliation and what else the caller has (`data`). Out: HTML (`page`, with *.j2, style.css and script.js), a
workbook, JSON or text (`report`), an article for notebooks (`shown`). The words are reconcile/words.toml.
"""
