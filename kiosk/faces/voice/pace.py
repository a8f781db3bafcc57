"""Speech made slower or faster at the same pitch, so that prompts rendered once serve every pace.

WSOLA: overlapping frames, each taken where it continues the last one best (Verhelst and Roelands, 1993).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.faces.voice.contract import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FRAME = SAMPLE_RATE * 30 // 1000
HOP = FRAME // 2
SEARCH = SAMPLE_RATE * 8 // 1000  # a little more than one period of the lowest voices


def paced(samples: NDArray[np.int16], pace: float) -> NDArray[np.int16]:
    """`pace` 2 is twice as fast."""
    import numpy as np

    if pace == 1.0 or samples.size < 2 * FRAME:
        return samples
    source = np.pad(samples.astype(np.float32), (SEARCH, FRAME + 2 * SEARCH))
    window = np.hanning(FRAME + 1)[:FRAME].astype(np.float32)
    count = int(samples.size / pace) // HOP
    result = np.zeros(count * HOP + FRAME, np.float32)
    taken = SEARCH
    for number in range(count):
        ideal = min(int(number * HOP * pace), samples.size) + SEARCH
        at = ideal if number == 0 else ideal - SEARCH + _best(source, taken + HOP, ideal)
        result[number * HOP : number * HOP + FRAME] += source[at : at + FRAME] * window
        taken = at
    return np.clip(result[: int(samples.size / pace)], -32768, 32767).astype(np.int16)


def _best(source: NDArray[np.float32], follows: int, ideal: int) -> int:
    """Where the source is most like what would have followed: how far behind `ideal` - SEARCH."""
    import numpy as np

    wanted = source[follows : follows + FRAME]
    region = source[ideal - SEARCH : ideal + SEARCH + FRAME]
    if wanted.size < FRAME:
        return SEARCH
    alike = np.correlate(region, wanted, mode="valid")
    return int(np.argmax(alike))
