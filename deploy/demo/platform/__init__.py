"""The demonstration platform: the peer of `./booth run`, and the booth's counterpart in the tests.

It speaks the whole contract (kiosk/platform/contract), keeps what it is told in SQLite or PostgreSQL, and its
page says that it is no more than a demonstration: no taxi comes, no hospital hears of an appointment.
`python -m deploy.demo.platform --help` tells how it is started.
"""
