"""Who is logged in."""


class FileSession:
    """A session in a file."""


class RedisSession:
    """A session in Redis."""
