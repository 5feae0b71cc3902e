"""Article -> records -> facts. The package is callable: `mokuromi.extract(paths)` is `mokuromi.extract.api.extract`."""

import sys
from types import ModuleType
from typing import Any


class _CallableRoom(ModuleType):
    """The public function has its room's name, and importing any module of the room puts the room in its place."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from .api import extract

        return extract(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableRoom
