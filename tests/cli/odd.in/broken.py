import legacy.api

def broken(:
    legacy.api.call((
