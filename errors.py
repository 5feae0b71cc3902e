"""Every error that mokuromi raises on purpose. Each message says what is wrong, where, and what to do."""


class MokuromiError(Exception):
    """Base of all declared errors. Errors carry one message only, so they pickle between processes."""


class InputError(MokuromiError):
    """An article file that cannot be read, decoded or parsed: "FILE[:ROW]: what is wrong; what to do"."""


class RuleError(MokuromiError):
    """A rule table that does not hold what it must: "FILE: row N (id), key: what is wrong"."""


class KnownFiguresError(MokuromiError):
    """A file of known figures, companies or exchange rates that cannot be used."""


class ConfigError(MokuromiError):
    """A configuration or command line that cannot be carried out."""
