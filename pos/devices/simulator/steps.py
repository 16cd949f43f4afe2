"""Which step of the scenario a request plays; how far it was played survives in the books."""

from pos.devices.simulator.books import Books
from pos.devices.simulator.scenario import Inquiry, Scenario, Step
from pos.devices.simulator.voice import Play


class Script:
    """Hands out the steps, one for each request in the order of the file."""

    def __init__(self, books: Books, scenario: Scenario) -> None:
        self._books = books
        self._scenario = scenario

    def money(self) -> Play:
        """The step of a new request that moves money; an ordinary one after the last."""
        done = self._books.steps_done
        self._books.steps_done += 1
        self._books.save()
        return Play(self._scenario.steps[done] if done < len(self._scenario.steps) else Step())

    def inquiry(self, kind: Inquiry) -> Play:
        """The first inquiry of this kind that was not played and whose time has come."""
        for number, step in enumerate(self._scenario.inquiries):
            due = step.of is kind and step.after <= self._books.steps_done
            if due and number not in self._books.inquiries_done:
                self._books.inquiries_done.append(number)
                self._books.save()
                return Play(step)
        return Play()
