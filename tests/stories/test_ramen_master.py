from stories.ramen import BUDI, Ramen
from stories.stage import StoryClock


def test_a_conversation_is_gone_after_a_week(ramen: Ramen, clock: StoryClock) -> None:
    budi = ramen.receives("Apakah ramen ini halal?", sent_by=BUDI, name="Budi")
    assert ramen.knows(budi)
    print(ramen.answers(BUDI))
    clock.forward(days=7)
    ramen.nightly_duties()
    assert not ramen.knows(budi)
    print(ramen.actions())
