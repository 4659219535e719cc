"""A calendar that takes files one after the other, as RFC 5546 wants it."""

import sys


class Inbox:
    def __init__(self):
        self._known = {}  # by UID: the newest revision, (SEQUENCE, DTSTAMP)
        self._events = {}  # by UID: (start, text)

    def take(self, method, uid, revision, start, text):
        """Takes an event; an older revision than the known one changes nothing."""
        if uid in self._known and revision < self._known[uid]:
            return
        self._known[uid] = revision
        if method == "CANCEL":
            self._events.pop(uid, None)
        else:
            self._events[uid] = (start, text)

    def shown(self):
        return " | ".join(f"{start:%Y%m%dT%H%M%SZ} {text}" for start, text in self._events.values())


def import_files(read):
    """Reads each file of the command line with `read` (bytes to `Inbox.take`'s arguments), and prints
    after each what the calendar holds."""
    inbox = Inbox()
    for name in sys.argv[1:]:
        with open(name, "rb") as file:
            inbox.take(*read(file.read()))
        print(inbox.shown())
