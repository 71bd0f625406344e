"""Gives money back."""

from legacy.billing import refund  # straggler: allow(legacy-billing) until 2027-01-01: payments.api has no refunds yet


def give_back(order):
    return refund(order.receipt)  # straggler: allow(legacy-billing) until 2027-01-01: payments.api has no refunds yet
