"""The command `booth-kiosk`: python -m kiosk"""

from __future__ import annotations

import gc


def main() -> None:
    """Import everything without the garbage collector, which would look through it again and again."""
    gc.disable()
    from kiosk.app import main as run

    run()


if __name__ == "__main__":
    main()
