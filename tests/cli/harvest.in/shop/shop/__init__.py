from shop.core.cart import Cart, checkout as pay

_RENAMED = {"Basket": "Cart", "Till": "Register"}


def __getattr__(name):
    import warnings

    if name in _RENAMED:
        warnings.warn(f"shop.{name} is called shop.{_RENAMED[name]} now", DeprecationWarning, stacklevel=2)
        return globals()[_RENAMED[name]]
    elif name == "VERSION":
        warnings.warn("use shop.__version__ instead", FutureWarning)
        return "2.0"
    if name != "x":
        warnings.warn("not about a name", DeprecationWarning)
    raise AttributeError(name)
