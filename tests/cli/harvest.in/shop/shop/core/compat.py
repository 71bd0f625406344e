class ShopDeprecation(PendingDeprecationWarning):
    pass
