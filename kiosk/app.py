"""The kiosk process. Nothing else wires its parts together."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)
