"""Two SAKURA drivers with one mistake each, which the conformance suite must find."""

from dataclasses import replace

from pos.devices.drivers import Wiring
from pos.domain.payment import Declined, Outcome, ResultCode, Unknown, UnknownCause
from pos.ports import PaymentTerminal
from tests.third_driver.sakura_terminal import USUAL_BAUD_RATE, SakuraTerminal
from tests.third_driver.sakura_terminal.fields import Result
from tests.third_driver.sakura_terminal.money import MoneyRequest


class HastyRequest(MoneyRequest):
    """Takes silence for a no."""

    def run(self) -> Outcome:
        outcome = super().run()
        if isinstance(outcome, Unknown) and outcome.cause is UnknownCause.NO_ANSWER:
            return Declined(ResultCode.COMMUNICATION_ERROR, "", "timeout")
        return outcome


class BlindRequest(MoneyRequest):
    """Does not look at the amount that the terminal says."""

    def _misfit(self, result: Result) -> str:
        return super()._misfit(replace(result, amount=self._order.intent.amount))


class HastyTerminal(SakuraTerminal):
    request = HastyRequest


class BlindTerminal(SakuraTerminal):
    request = BlindRequest


def open_hasty(wiring: Wiring) -> PaymentTerminal:
    return HastyTerminal(wiring, wiring.line(USUAL_BAUD_RATE))


def open_blind(wiring: Wiring) -> PaymentTerminal:
    return BlindTerminal(wiring, wiring.line(USUAL_BAUD_RATE))
