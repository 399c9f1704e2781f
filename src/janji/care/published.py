"""The assistant that follows what is approved: one cheap question, and new training when it moved.

Every process holds its own. Training takes a fraction of a second and happens beside the one in
use; who asks meanwhile gets the whole old edition, and from then on the whole new one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from janji.care import answers_store
from janji.care.answers import Answers, load_answers
from janji.care.assistant import Assistant, trained
from janji.kit.db import Db
from janji.policy.business import Business


@dataclass
class Press:
    """The newest edition of one business in this process.

    begun: an assistant made of the file already, to begin with.
    """

    business: Business
    site: str
    begun: Assistant | None = None
    edition: int = 0
    _seed: Answers | None = None
    _training: Lock = field(default_factory=Lock)

    @property
    def seed(self) -> Answers:
        """What the file says. Raises: AnswersRefused."""
        if self._seed is None:
            path = self.business.folder / "answers.yaml"
            self._seed = (
                self.begun.answers if self.begun else load_answers(path, self.business.zone)
            )
        return self._seed

    def answers(self, db: Db) -> Answers:
        """What is in force, without training."""
        if self.begun is not None and answers_store.edition(db) == self.edition:
            return self.begun.answers
        return answers_store.published(db, self.seed)

    def newest(self, db: Db) -> Assistant:
        """The assistant of the edition in force, trained anew when it is another one."""
        seed = self.seed
        now = answers_store.edition(db)
        if self.begun is not None and now == self.edition:
            return self.begun
        with self._training:
            if self.begun is None or now != self.edition:
                answers = answers_store.published(db, seed)
                self.begun, self.edition = trained(self.business, answers, self.site), now
        return self.begun
