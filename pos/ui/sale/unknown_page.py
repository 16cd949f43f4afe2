"""処理未了: nobody knows whether money moved. Full width, amber and black; Esc does not close it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pos.domain.basket import Basket
from pos.domain.guidance import CardAnswer, Guidance, Proposal, Step
from pos.domain.ids import PaymentId
from pos.domain.money import Yen
from pos.domain.sale import Sale, SaleState
from pos.domain.staff import Right
from pos.errors import DeviceError, OperatingError, Reason
from pos.ui.desk import Desk
from pos.ui.lane import StopSwitch
from pos.ui.late import late_words, settled_words
from pos.ui.navigation import home_of
from pos.ui.page import NO_KEY, Function, Page, PageName
from pos.ui.papers import printed_words
from pos.ui.sale import unknown_jobs as jobs
from pos.ui.sale import unknown_words as say
from pos.ui.sale.first_slips import give_slips
from pos.ui.sale.settle_form import Verdict
from pos.ui.sale.unknown_view import UnknownView
from pos.ui.widgets.complaints import point_at

if TYPE_CHECKING:
    from pos.checkout import SaleResult
    from pos.issuing import IssuedPaper


class UnknownPage(Page):
    """Each open question, what to do now, and the ways out that leave a trace."""

    title = "処理未了"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = False
        self._proposals: dict[PaymentId, Proposal] = {}
        self.view = view = UnknownView(self, desk.tell)
        self.table, self.finding, self.amount = view.table, view.guide.finding, view.amount
        self.form, self.settle_key = view.form, view.settle_key
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _then: self._draw())
        self.setLayout(view.layout_of_page())

    @property
    def chosen(self) -> Guidance | None:
        return self.table.chosen_row

    @property
    def in_form(self) -> bool:
        return self.view.part is not self.view.advice

    # --- the frame ------------------------------------------------------------------------------

    def enter(self) -> None:
        self._proposals = {}
        self.view.balance.forget()
        self._fill()
        self.view.say("")
        self.close_form()
        give_slips(self.desk, self._fill)

    def functions(self) -> dict[int, Function]:
        if self.desk.working:
            waiting = self.view.waiting
            return {6: Function("中止", waiting.ask_to_stop, not waiting.stop())} if self._reading else {}
        view, guide = self.view, self.chosen
        if self.in_form:
            fixed = {5: NO_KEY, 8: NO_KEY}  # they would take a half-typed form away
            return fixed if view.submit is None else fixed | {12: Function("決定", view.submit)}
        steps = {each.step for each in guide.steps} if guide else set()
        return {
            3: Function("未了票", self.open_reprint, guide is not None and guide.slip_prints > 0),
            4: Function("後で処理", self.later),
            5: Function("再照会", self.ask),
            6: Function("残高比較", self.open_balance, Step.ENTER_BALANCE in steps),
            7: Function("確定", self.open_settling, self.settle_key.isEnabled()),
            9: Function("残高照会", self.read_card, Step.READ_CARD in steps),
        }

    def back(self) -> None:
        """Esc leaves a form, never this page: 後で処理 is a deliberate key. It stops no 残高照会."""
        if not self._reading:
            self.close_form()

    def take_answer(self, sales: tuple[Sale, ...]) -> None:
        """The counter has asked by itself: show it, without taking a half-typed form away."""
        desk = self.desk
        if not sales:
            self._fill()
            return
        if self.in_form and self._still_open():
            desk.complain(late_words(sales))
            self._fill()
            return
        job = partial(jobs.papers, desk.counter, sales, desk.person)
        if not desk.run(job, self._answered, self._refused):
            desk.complain(late_words(sales))

    # --- the ways -------------------------------------------------------------------------------

    def ask(self) -> None:
        """端末に再照会."""
        desk, job = self.desk, partial(jobs.ask_terminal, self.desk.counter, self.desk.person, StopSwitch())
        self.view.say("端末に問い合わせています…")
        desk.run(job, self._asked, self._refused)

    def read_card(self) -> None:
        """残高照会: what the card itself says, compared with what was before."""
        desk, guide = self.desk, self.chosen
        if guide is None:
            return
        waiting, payment = self.view.waiting, guide.question.payment.id
        tell = desk.lane.posts(waiting.show_progress)
        job = partial(jobs.ask_card, desk.counter, payment, desk.person, waiting.begin(), tell)
        self._reading = desk.run(job, partial(self._card_read, payment), self._card_not_read)
        if self._reading:
            self.view.say("")
            self._open(waiting)
            waiting.setFocus()

    def compare(self, before: Yen, last4: str) -> None:
        """取引前残高 as a person typed it, against the newest 残高照会."""
        desk, guide = self.desk, self.chosen
        if guide is None:
            return
        payment, fields = guide.question.payment.id, self.view.balance.fields
        job = partial(jobs.compare, desk.counter, payment, before, last4)
        desk.run(job, partial(self._weighed, payment), lambda error: self._refused_at(error, fields))

    def later(self) -> None:
        """後で処理: cash sales go on, the terminal stays held, the badge stays."""
        self.desk.basket = Basket()
        self.desk.go(home_of(self.desk))

    def open_settling(self) -> None:
        """確定 by a named person with reason and evidence, with a second one where the settings ask."""
        guide = self.chosen
        if guide is not None:
            self._open(self.form)
            self.form.begin(guide, self._weighed_of(guide))

    def open_balance(self) -> None:
        guide = self.chosen
        if guide is not None:
            self._open(self.view.balance)
            last4 = "" if guide.known.misfit else guide.known.card_last4  # else to be read off the slip
            look = say.where_to_look(guide)
            self.view.balance.begin(f"取引番号 {guide.question.sale.number}", last4, look)

    def open_reprint(self) -> None:
        guide = self.chosen
        if guide is not None:
            self._open(self.view.reprint)
            number = guide.slip.number if guide.slip else ""
            self.view.reprint.begin(f"処理未了票 {number}")

    def reprint(self, reason: str) -> None:
        desk, guide = self.desk, self.chosen
        if guide is not None:
            job = partial(jobs.slip_again, desk.counter, guide.question.payment.id, reason, desk.person)
            desk.run(job, self._slip_made, lambda error: self._refused_at(error, [self.view.reprint.reason]))

    def settle(self, verdict: Verdict) -> None:
        desk, guide = self.desk, self.chosen
        if guide is not None:
            job = partial(jobs.settle, desk.counter, guide.question.payment.id, verdict, desk.person)
            desk.run(job, self._answered, lambda error: self._refused_at(error, self.form.fields))

    # --- what comes of them ---------------------------------------------------------------------

    def _asked(self, asked: jobs.Asked) -> None:
        if asked.results:
            self._answered(asked.results)
        else:
            self.desk.refresh(lambda: self._say_answer(asked))

    def _say_answer(self, asked: jobs.Asked) -> None:
        self._fill_and_go_on()
        told = self.chosen.asked if self.chosen else None
        self.view.say(say.open_words(told if told and told.at >= asked.began else None))

    def _answered(self, results: "list[SaleResult]") -> None:
        """What was settled: the paper of a sale that stands, or the word that nothing was taken."""
        stands = [result for result in results if result.sale.state is SaleState.SETTLED]
        words = "　".join(settled_words(result.sale) for result in results)
        self.desk.refresh(lambda: self._go_on(stands, words))

    def _card_read(self, payment: PaymentId, came: "tuple[CardAnswer, list[SaleResult]]") -> None:
        self._reading = False
        answer, results = came
        if results:
            self._answered(results)
        elif answer.proposal is None:
            self.close_form()
            self.view.say(say.CARD_STOPPED if self.view.waiting.stop() else say.NO_CARD)
        else:
            self._weighed(payment, answer.proposal)
        self.keys_changed()

    def _weighed(self, payment: PaymentId, proposal: Proposal) -> None:
        self._proposals[payment] = proposal
        guide = self.chosen
        self.view.say("" if guide is None else say.proposal_words(proposal, guide))
        self.desk.refresh(self._fill_and_go_on)

    def _fill_and_go_on(self) -> None:
        self._fill()
        self.close_form()

    def _card_not_read(self, error: OperatingError) -> None:
        """The card is asked for no longer; cash is no way out of this page."""
        self._reading = False
        self.close_form()
        if isinstance(error, DeviceError) and error.reason is Reason.TERMINAL_UNREACHABLE:
            self.desk.complain(say.CARD_NOT_READ)
            self.keys_changed()
        else:
            self._refused(error)

    def _slip_made(self, paper: "IssuedPaper") -> None:
        self._fill()
        self.view.show_slip(self.desk, paper)
        self.desk.note(f"処理未了票を再発行しました。{printed_words(paper)}")
        self.desk.refresh(self._fill)

    def _refused_at(self, error: OperatingError, fields: list[QWidget]) -> None:
        self._refused(point_at(error, fields))

    def _refused(self, error: OperatingError) -> None:
        self._reading = False
        self.desk.tell(error)
        if error.reason is Reason.PAYMENT_NOT_OPEN:
            self.desk.refresh(lambda: self._go_on([], ""))
        self.keys_changed()

    def release(self) -> None:
        self._reading = False
        self.close_form()

    def _go_on(self, stands: "list[SaleResult]", words: str) -> None:
        desk = self.desk
        if stands:
            desk.result = stands[-1]
            desk.go(PageName.RESULT)
        elif desk.situation.questions:
            self._fill_and_go_on()
        else:
            desk.go(home_of(desk))
        if words:
            desk.note(words)

    # --- drawing --------------------------------------------------------------------------------

    def close_form(self) -> None:
        """Back to the guide, with the focus on the next step; what was said of the form is over."""
        self.desk.forget()
        self.form.approver.wipe()
        self.view.show_part(self.view.advice)
        guide = self.chosen
        if guide is not None:
            self.view.focus_step(say.next_step(guide, self._weighed_of(guide)))
        self.keys_changed()

    def _open(self, form: QWidget) -> None:
        self.view.show_part(form)
        self.keys_changed()

    def _weighed_of(self, guide: Guidance) -> Proposal:
        """The newest comparison; after a restart what is on record says."""
        return self._proposals.get(guide.question.payment.id, guide.weighed)

    def _still_open(self) -> bool:
        """Whether the question of the form in front is open now."""
        open_now = {each.payment.id for each in self.desk.situation.questions}
        return self.chosen is not None and self.chosen.question.payment.id in open_now

    def _fill(self) -> None:
        """The newest state; the same question stays chosen."""
        guides, before = self.desk.situation.guides, self.chosen
        wanted = before.question.payment.id if before else None
        numbers = [n for n, each in enumerate(guides) if each.question.payment.id == wanted]
        self.view.names = self.desk.situation.names
        self.table.show_rows(guides, current=numbers[0] if numbers else 0)
        self.view.fit_table(len(guides))
        self._draw()

    def _draw(self) -> None:
        guide = self.chosen
        self.settle_key.setEnabled(guide is not None and self.desk.may(Right.SETTLE_UNKNOWN))
        if guide is not None:
            self.view.show_guide(guide, self._weighed_of(guide))
        self.keys_changed()
