"""What a browser talks to."""

from .sessions import FileSession


def login(user):
    session = FileSession(user)
    session.save()
    return session
