"""A client of the books."""

import warnings


def fetch(account):
    """What is owed."""
    warnings.warn("fetch() is deprecated, use Ledger.cents", DeprecationWarning, stacklevel=2)
    return Ledger().cents(account)


class Ledger:
    def cents(self, account): ...
