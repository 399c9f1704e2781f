import random
from stories.random_shop import *
from stories.test_random_weeks import quiet_week, STEPS
def test_t(ramen):
    import os
    seed=int(os.environ.get("SEED","1"))
    shop = RandomShop(ramen, random.Random(seed))
    for _ in range(STEPS):
        n=ramen.rows("ledger")
        shop.step(); shop.check()
    try: quiet_week(shop)
    except AssertionError as e: print("ASSERT", str(e)[:200])
    print("\n".join(shop.story))
    left=list(ramen.stage.twilio.list_messages())
    for m in left: print("LEFT", m)
    for n in NUMBERS:
        for l in ramen.phone(n):
            if any(m.sid==l['sid'] for m in left): print(n, l)
    print(ramen.http.get(ramen.stage.twin.base+"/twin/health").text)
    import collections
    print(collections.Counter(ramen.actions()))
    with ramen.act() as db:
        for r in db.all("select at, action, detail, subject from ledger where business_id=1 and action in ('message.out','message.refused','message.failed','erasure.begun','erasure.unreadable','erasure.removed','provider.erased','provider.reconciled','message.found','provider.debt_settled') or action like 'recon%%' order by at"): print(r)
