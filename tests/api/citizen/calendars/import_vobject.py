"""Imports calendar files with vobject, which also checks them against RFC 5545."""

import vobject

import inbox


def read(data):
    calendar = vobject.readOne(data.decode("utf-8"))
    calendar.validate(raiseException=True)
    (event,) = calendar.vevent_list
    return (
        calendar.method.value,
        event.uid.value,
        (int(event.sequence.value), event.dtstamp.value),
        event.dtstart.value,
        event.summary.value,
    )


inbox.import_files(read)
