"""Running it: what people type, and what a scheduler starts.

In: options (`cli`, `options`) or a configuration (`nightly/config`). Out: tables in files or on the terminal (`batch`, `show`), reports,
exit codes (`exits`). A command's options are written in `cli`, what it does in `batch`; the nightly job has a room of its own.
"""
