"""Writes to the old and the new billing while both are in use."""

from legacy.billing import charge
from payments.api import charge as charge_new


def charge_both(customer, total):
    charge(customer, total)
    return charge_new(customer, total)
