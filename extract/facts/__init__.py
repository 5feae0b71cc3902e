"""Facts: a document and its records come in, its facts go out. scope, lists, candidates, features, choose; weights.toml, train."""
