"""An engine on the store: made where there is none, migrated where it is older."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from ...errors import ConfigError
from . import migration, store


def connect(url: str) -> sa.Engine:
    """An engine on a store of this program's version; older ones are migrated, newer ones refused.

    Raises ConfigError for an unusable URL, file or server, LockedError where another program holds it.
    """
    try:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise ConfigError(f"store {store.shown(url)}: only sqlite and postgresql are supported")
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = sa.create_engine(parsed, connect_args={"timeout": store.BUSY_SECONDS} if parsed.get_backend_name() == "sqlite" else {})
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ImportError, OSError) as error:
        raise ConfigError(f"store {store.shown(url)}: cannot be used: {error}; for PostgreSQL install mokuromi[postgres]") from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _pragmas)
    try:
        with store.declared(url):
            _migrate(engine, url)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _migrate(engine: sa.Engine, url: str) -> None:
    """Under the lock: of several first runs one makes the tables, and none runs while they change."""
    with engine.connect() as connection:
        found = store.version(connection)
    if found == store.STORE_VERSION:
        return
    with store.lock(engine), engine.begin() as connection:
        found = store.version(connection)
        if found > store.STORE_VERSION:
            known = store.STORE_VERSION
            raise ConfigError(f"store {store.shown(url)}: has version {found}, this program knows {known}; install a newer mokuromi")
        if not found:
            store.METADATA.create_all(connection)
        for number in range(found or store.STORE_VERSION, store.STORE_VERSION):
            migration.STEPS[number](connection)
        store.put(connection, "store_version", str(store.STORE_VERSION))


def _pragmas(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # a killed process loses nothing in this mode; a power failure may undo the last commits, which are then done again
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
