from __future__ import annotations

import pytest

from hardware.guard.numbers import is_emergency, is_same, may_be_called_free


@pytest.mark.parametrize("number", ["110", "119", "120", "122", "12395", "112", "+86110", "0086120"])
def test_emergency_numbers(number: str) -> None:
    assert is_emergency(number)


@pytest.mark.parametrize("number", ["1100", "12345", "114", "02110", "", "911"])
def test_other_numbers(number: str) -> None:
    assert not is_emergency(number)


@pytest.mark.parametrize("number", ["13800000000", "+8613800000000", "02150001111", "12345", "95588"])
def test_calls_within_the_country_are_free(number: str) -> None:
    assert may_be_called_free(number)


def test_the_same_number_in_other_spellings() -> None:
    assert is_same("02155500001", "+862155500001")
    assert is_same("55500001", "02155500001")
    assert not is_same("02155500001", "02155500002")
    assert not is_same("110", "55500110")
