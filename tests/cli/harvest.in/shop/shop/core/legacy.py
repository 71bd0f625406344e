"""Only here for those who still import it."""

import warnings

warnings.warn(
    "shop.core.legacy is deprecated; {} moved to shop.core".format("everything"),
    DeprecationWarning,
    stacklevel=2,
)


def left():
    pass
