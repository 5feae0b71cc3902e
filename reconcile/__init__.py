"""Facts against known figures. Callable: `mokuromi.reconcile(facts, known)` is `mokuromi.reconcile.compare.reconcile`."""

import sys
from types import ModuleType
from typing import Any


class _CallableRoom(ModuleType):
    """See mokuromi.extract."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        from .compare import reconcile

        return reconcile(*args, **kwargs)


sys.modules[__name__].__class__ = _CallableRoom
