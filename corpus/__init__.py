"""What comes in and goes out. This room imports no other.

In: files, folders, standard input, frames (`read`, by format: `html`, `pdf`, `feed`, `rows`, `edinet`). Out: an `article.Article`; the
columns of records and facts (`record`) and the files that hold them (`write`). A new format is a reader that `read` knows by its ending.
"""
