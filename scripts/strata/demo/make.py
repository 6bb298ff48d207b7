"""The order in which the demo bank is made, and moving the result into place."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from strata.demo.accounts import make_accounts
from strata.demo.bank import Demo, open_demo
from strata.demo.card import make_card
from strata.demo.control import deliver_control
from strata.demo.counter import make_counter
from strata.demo.crm import make_consents, make_crm
from strata.demo.debit_cards import make_debit_cards
from strata.demo.ebank import make_ebank
from strata.demo.flows import make_flows
from strata.demo.hr import make_employees, make_hr
from strata.demo.identity import make_identity
from strata.demo.ledger import make_ledger
from strata.demo.loan import make_loan
from strata.demo.managers import make_managers
from strata.demo.marketing import make_marketing
from strata.demo.outside import AGREED_KEY
from strata.demo.people import make_people
from strata.demo.reference import make_reference
from strata.demo.targets import make_targets
from strata.demo.truth import write_truth
from strata.demo.wealth import make_wealth, make_wealth_orders
from strata.errors import StrataError
from strata.home import Home
from strata.secret import make_secret

# In this order: a part sees the tables of those before it.
PARTS: dict[str, Callable[[Demo], None]] = {
    "people": make_people,
    "staff": make_employees,
    "identity": make_identity,
    "reference": make_reference,
    "accounts": make_accounts,
    "debit cards": make_debit_cards,
    "credit cards": make_card,
    "loans": make_loan,
    "consents": make_consents,
    "managers": make_managers,
    "wealth": make_wealth,
    "marketing": make_marketing,
    "wealth orders": make_wealth_orders,
    "transactions and balances": make_flows,
    "e-banking": make_ebank,
    "customer relations": make_crm,
    "personnel": make_hr,
    "counter": make_counter,
    "targets": make_targets,
    "ledger": make_ledger,
    "control totals": deliver_control,
    "truth": write_truth,
}


def make_demo(
    home: Home,
    customers: int = 5000,
    months: int = 27,
    seed: int = 1,
    daily_batches: int = 45,
    *,
    overlap: bool = False,
    force: bool = False,
    on_part: Callable[[str], None] | None = None,
) -> dict[str, int]:
    """Make the demo bank: `inbox/`, `truth/` and, where there are none, a random secret and
    the key agreed with data providers.

    Same arguments, same bytes in `inbox/` and `truth/`. Facts start in October 2023; the last of
    `months` ends on the as-of date. With `overlap`, kinds of people differ less, and more of them
    change. `on_part(name)` is called before each part, for a progress bar.
    Returns counts: customers, batches, feeds, files.

    Raises StrataError when the inbox holds files and `force` is not set.
    """
    inbox: Path = home.inbox
    if inbox.exists() and any(inbox.iterdir()) and not force:
        raise StrataError(
            f"The inbox {inbox.name}/ is not empty; `strata demo --force` replaces it and truth/."
        )
    work = home.root / ".demo_build"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        demo = open_demo(work, customers, months, seed, daily_batches, overlap=overlap)
        for name, part in PARTS.items():
            if on_part:
                on_part(name)
            part(demo)
        demo.con.close()
        for made, place in ((work / "inbox", inbox), (work / "truth", home.truth)):
            shutil.rmtree(place, ignore_errors=True)
            os.replace(made, place)
        if not home.secret.exists():
            make_secret(home.secret)
        if not home.provider_key.exists():
            home.provider_key.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            home.provider_key.touch(mode=0o600)
            home.provider_key.write_text(AGREED_KEY, encoding="utf-8")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    files = sum(1 for path in inbox.rglob("*") if path.is_file())
    feeds = {feed for feed, _ in demo.delivered}
    return {
        "customers": customers, "batches": daily_batches + 1, "feeds": len(feeds), "files": files
    }
