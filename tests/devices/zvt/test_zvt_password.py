"""A terminal that will not be registered is not called unreachable: its password may be wrong."""

import time
from pathlib import Path

import pytest

from pos.config import TerminalSettings
from pos.devices import open_terminal
from pos.devices.simulator.engine import support_of
from pos.devices.simulator.scenario import ScenarioError
from pos.devices.simulator.scenario_file import load_scenario
from pos.devices.simulator_process import start_simulator
from pos.errors import DeviceError, Reason
from pos.system import now
from pos.wording import say
from tests.support.terminals import PACE


def never() -> bool:
    return False


def test_a_wrong_password_is_told_as_what_it_may_be(tmp_path: Path) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text('password = "123456"\n', "utf-8")
    with start_simulator(tmp_path / "t", scenario=file, protocol="zvt", pace=PACE, tcp=True) as simulator:
        for password, is_right in (("000000", False), ("123456", True)):
            settings = TerminalSettings(driver="zvt", port=simulator.address, password=password)
            terminal = open_terminal(settings, clock=now, monotonic=time.monotonic)
            assert terminal is not None
            try:
                if is_right:
                    assert terminal.check_health(stop=never).ok
                    continue
                with pytest.raises(DeviceError) as refused:
                    terminal.check_health(stop=never)
            finally:
                terminal.close()
            assert refused.value.reason is Reason.TERMINAL_REFUSED
            assert refused.value.facts["code"] == "83"
            assert "係員パスワードが違う" in say(refused.value)


@pytest.mark.parametrize(("protocol", "password"), [("zvt", "12"), ("zvt", "abcdef"), ("tl3500", "123456")])
def test_a_password_that_no_terminal_has(tmp_path: Path, protocol: str, password: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(f'password = "{password}"\n', "utf-8")
    with pytest.raises(ScenarioError):
        load_scenario(file, support_of(protocol))
