"""Imports calendar files with icalendar."""

import icalendar

import inbox


def read(data):
    calendar = icalendar.Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    return (
        calendar["METHOD"],
        event["UID"],
        (event["SEQUENCE"], event["DTSTAMP"].dt),
        event["DTSTART"].dt,
        event["SUMMARY"],
    )


inbox.import_files(read)
