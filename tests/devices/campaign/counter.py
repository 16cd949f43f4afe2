"""A driver on a scenario, asked as the checkout and recovery ask it: for tests that tell each step."""

from pos.devices.simulator.scenario import Scenario, Step
from pos.domain.evidence import Intent, Verdict, judge
from pos.domain.money import Yen
from pos.domain.payment import Approved, Direction, HighWaterMark, Outcome
from pos.errors import DeviceError
from pos.ports import CancelRequest, ChargeRequest, Progress
from tests.devices.campaign.sides import Side
from tests.devices.campaign.world import World


class Counter:
    """One terminal and its driver."""

    def __init__(self, side: Side, *steps: Step) -> None:
        self.world: World = side.world(Scenario(steps), "found")
        self.terminal = side.driver(self.world)

    def request(self, amount: int, booked: HighWaterMark | None = None) -> ChargeRequest:
        """With the mark asked just before."""
        last = self.terminal.query_last_successful_transaction_result(stop=never)
        return ChargeRequest(Yen(amount), self.world.clock(), last.as_mark(), last.clock_offset_s, booked)

    def charge(self, amount: int, booked: HighWaterMark | None = None) -> Outcome:
        return self.send(self.request(amount, booked))

    def send(self, request: ChargeRequest) -> Outcome:
        return self.terminal.subtract_value(request, stop=never, tell=unseen, received=unnoted)

    def cancel(self, approved: Approved) -> Outcome:
        last = self.terminal.query_last_successful_transaction_result(stop=never)
        at, mark, offset = self.world.clock(), last.as_mark(), last.clock_offset_s
        request = CancelRequest(approved.record.amount, approved.record, at, mark, offset)
        return self.terminal.cancel_value(request, stop=never, tell=unseen, received=unnoted)

    def recover(self, request: ChargeRequest) -> Verdict:
        """Once the terminal is back."""
        at, offset = request.requested_at, request.clock_offset_s
        intent = Intent(Direction.CHARGE, request.amount, at, request.mark, offset, shows_cancel=True)
        while True:
            try:
                self.terminal.clear_output(stop=never)
                last = self.terminal.query_last_successful_transaction_result(stop=never)
                return judge(intent, last.record, self.world.clock(), last.refusal)
            except DeviceError:
                self.world.idle(10.0)


def never() -> bool:
    return False


def unseen(_progress: Progress) -> None:
    return


def unnoted(_outcome: Outcome) -> None:
    return
