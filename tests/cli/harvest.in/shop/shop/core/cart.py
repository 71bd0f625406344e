import warnings
from warnings import warn as tell

from deprecated import deprecated as gone_since
from typing_extensions import deprecated

from shop.core.compat import ShopDeprecation

MESSAGE = "%s() is deprecated, " "call total() instead"


class Cart:
    @deprecated("Use Cart.put; deprecated since 1.4, will be removed in version 3.0")
    def add(self, item): ...

    @property
    @gone_since(version="1.1", reason="in favor of :attr:`~shop.Cart.items`")
    def contents(self): ...

    def sum(self):
        """The sum."""
        import decimal

        tell(MESSAGE % "sum", category=ShopDeprecation, stacklevel=2)
        return decimal.Decimal(0)

    def count(self, all=None):
        if all is not None:
            warnings.warn("all is deprecated", DeprecationWarning)

    def loud(self):
        warnings.warn("Mind the gap")


class Basket(Cart):
    def __init__(self):
        super().__init__()
        warnings.warn(DeprecationWarning("Basket is deprecated"))

    @deprecated("goes with its class")
    def tip(self): ...


@deprecated("renamed to " + "`pay`")
def checkout():
    @deprecated("nobody can refer to it")
    def inner(): ...


def unrelated():
    def deprecated(function):
        return function

    return deprecated
