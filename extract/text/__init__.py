"""In: an Article. Out: a Document: its text folded for matching, cut into sentences, tokenized where asked, and its Page.

rules/fold.py says what counts as the same character, document where sentences end, tokenize and dictionary what words are,
search where words known only with the article stand; words themselves are in text_words.toml. Blocks and tables are read by
page (blocks, lines, runs, columns, grid; units of captions and heads in units), by the words of page_words.toml.
"""
