"""`strata truth`: the demo warehouse against what its generator knows."""

from rich.console import Console

from strata.checks.defects import compare_defects, print_defects
from strata.checks.identity import compare_identity, identity_table
from strata.checks.staff import compare_staff, print_staff
from strata.checks.tiers import compare_tiers, print_tiers
from strata.home import Home


def compare_with_truth(home: Home) -> bool:
    """Print who was matched, what became of defects, which tiers people got, how staff rank.

    Returns whether all are as planted.

    Raises StrataError where the truth folder or the build file is missing.
    """
    console = Console()
    identity = compare_identity(home)
    console.print(identity_table(identity))
    for sentence in identity.failures:
        console.print(sentence)
    defects_are_met = print_defects(compare_defects(home), console)
    tiers_are_met = print_tiers(compare_tiers(home), console)
    staff_are_met = print_staff(compare_staff(home), console)
    return not identity.failures and defects_are_met and tiers_are_met and staff_are_met
