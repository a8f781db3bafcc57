"""What can go wrong between booth and platform:

PlatformError
 ├── PlatformGone        it can't be reached, or did not answer within the budget
 ├── PlatformConfused    it answered with something that the contract does not know
 ├── PlatformDistrusted  its certificate is not the platform's, or the clocks are too far apart
 └── PlatformRefused     it says why not: `kind`
"""

from __future__ import annotations

from kiosk.platform.contract.problem import Problem, ProblemKind


class PlatformError(Exception):
    """A call to the platform failed. Its cause is kept; its words hold nothing that was sent or answered."""


class PlatformGone(PlatformError):
    pass


class PlatformConfused(PlatformError):
    pass


class PlatformDistrusted(PlatformError):
    pass


class PlatformRefused(PlatformError):
    def __init__(self, kind: ProblemKind, problem: Problem) -> None:
        self.kind = kind
        self.problem = problem
        super().__init__(f"{kind} {problem.status}")
