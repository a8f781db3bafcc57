"""The contract between booth and platform, version 1: HTTP and JSON, RFC 9457 for what goes wrong.

Every path begins with `/v1/stations/{station_id}`, every request carries `Authorization: Bearer <token>`.
The published document is kiosk/platform/openapi.json; what these files say and what it says are the same.
Unknown fields are ignored, so that either side may be newer than the other.
"""
