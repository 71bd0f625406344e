from warnings import deprecated


@deprecated("for tests")
def helper(): ...
