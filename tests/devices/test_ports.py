"""A port by what is plugged in: found under any name, never guessed between two."""

import os
from collections.abc import Callable, Iterator

import pytest
from serial.tools import list_ports as pyserial
from serial.tools.list_ports_common import ListPortInfo

from pos.devices.link import LinkError, SerialLink, device_at, list_ports, serial_line

Plug = Callable[..., None]


def usb(device: str, serial: str | None, location: str = "1-1", pid: int = 0x6001) -> ListPortInfo:
    port = ListPortInfo(device)
    port.vid, port.pid, port.serial_number, port.location = 0x0403, pid, serial, location
    port.description, port.hwid = "TL3500", "n/a"
    port.hwid = port.usb_info()
    return port


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Say what is plugged in."""

    def now(*ports: ListPortInfo) -> None:
        monkeypatch.setattr(pyserial, "comports", lambda: list(ports))

    return now


@pytest.fixture
def ptys() -> Iterator[Callable[[], str]]:
    """Device names of fresh ptys."""
    tty = pytest.importorskip("tty")  # POSIX only
    opened: list[int] = []

    def fresh() -> str:
        master, slave = os.openpty()
        tty.setraw(slave)
        opened.extend((master, slave))
        return os.ttyname(slave)

    yield fresh
    for each in opened:
        os.close(each)


def test_the_address_that_is_offered_finds_its_port_again(plug: Plug) -> None:
    plain = ListPortInfo("/dev/ttyS0")
    ports = [usb("COM7", "A12"), usb("COM3", "A1"), usb("COM4", None, "1-2", 0x7001), plain]
    plug(*ports)
    listed = list_ports()
    assert [each.device for each in listed] == ["/dev/ttyS0", "COM3", "COM4", "COM7"]
    assert [each.address for each in listed] == [
        "/dev/ttyS0",
        "hwgrep://VID:PID=0403:6001 SER=A1",
        "hwgrep://VID:PID=0403:7001",
        "hwgrep://VID:PID=0403:6001 SER=A12",
    ]
    assert [each.identity for each in listed] == [
        "",
        "USB 0403:6001 A1",
        "USB 0403:7001",
        "USB 0403:6001 A12",
    ]
    assert [device_at(each.address) for each in listed] == [each.device for each in listed]


def test_two_that_are_alike_are_told_apart_by_their_socket(plug: Plug) -> None:
    plug(usb("COM3", "0001", "1-1"), usb("COM4", "0001", "1-2"))
    assert [device_at(each.address) for each in list_ports()] == ["COM3", "COM4"]
    with pytest.raises(LinkError, match="COM3、COM4"):
        device_at("hwgrep://VID:PID=0403:6001")


@pytest.mark.parametrize(
    "address", ["hwgrep://VID:PID=9999:0001", "hwgrep://", "hwgrep://(", "hwgrep://SER=A9"]
)
def test_what_is_not_plugged_in_is_not_opened(plug: Plug, address: str) -> None:
    plug(usb("COM3", "A1"))
    with pytest.raises(LinkError):
        SerialLink(address, 9_600)


def test_a_pattern_of_pyserial_still_fits(plug: Plug) -> None:
    plug(usb("COM3", "A1"), ListPortInfo("COM1"))
    assert device_at("hwgrep://vid:pid=0403:[0-9a-f]+") == "COM3"


@pytest.mark.skipif(os.name != "posix", reason="needs a pty")
def test_it_is_found_again_under_another_name_and_held_alone(plug: Plug, ptys: Callable[[], str]) -> None:
    first, second = ptys(), ptys()
    address = "hwgrep://VID:PID=0403:6001 SER=A1"
    open_link = serial_line(address, 9_600, 2)
    plug(usb(first, "A1"))
    link = open_link()
    with pytest.raises(LinkError):
        open_link()  # two readers on one line steal each other's answers
    link.close()
    plug(usb(second, "A1"))
    renamed = open_link()
    with pytest.raises(LinkError):
        SerialLink(second, 9_600)
    renamed.close()


def test_a_port_that_nobody_describes_has_no_description(plug: Plug) -> None:
    port = ListPortInfo("/dev/ttyS0")
    port.description = "n/a"
    plug(port)
    assert list_ports()[0].description == ""
