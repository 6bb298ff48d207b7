"""`strata truth`: the demo warehouse against what its generator knows."""

from rich.console import Console

from strata.checks.defects import compare_defects, print_defects
from strata.checks.identity import compare_identity, identity_table
from strata.home import Home


def compare_with_truth(home: Home) -> bool:
    """Print who was matched with whom and what became of every defect; whether both are as planted.

    Raises StrataError where the truth folder or the build file is missing.
    """
    console = Console()
    identity = compare_identity(home)
    console.print(identity_table(identity))
    for sentence in identity.failures:
        console.print(sentence)
    return print_defects(compare_defects(home), console) and not identity.failures
