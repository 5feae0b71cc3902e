"""The statistical name recognizer: configuration, training, weights."""
