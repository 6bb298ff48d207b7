"""Publication: write, audit, publish; versions that are kept, and the way back to one.

Everything is written to `published/.staging/<version>/` and audited there. One rename to
`published/.commit/` decides; then each file replaces the one before it in one step, the manifest
last. A run that was killed is completed or forgotten at the next start, and readers have a whole
file at every moment.
"""

from strata.checks.content import content_hashes
from strata.publication.audit import refuse_identifiers
from strata.publication.commit import recover
from strata.publication.history import rollback, verify, version_lines, versions
from strata.publication.manifest import Manifest, read_manifest, reseal
from strata.publication.publishing import Published, publish

__all__ = [
    "Manifest",
    "Published",
    "content_hashes",
    "publish",
    "read_manifest",
    "recover",
    "refuse_identifiers",
    "reseal",
    "rollback",
    "verify",
    "version_lines",
    "versions",
]
