"""Data flows one way: which folder of models may read which, over dbt's manifest."""

import json
from pathlib import Path

from strata.checks.finding import Finding

# In the order data flows. A model may read what its layer names, and sources only where it says so.
LAYERS = ("staging", "restricted", "intermediate", "marts", "quality")
MAY_READ = {
    "staging": frozenset({"source", "seed", "staging"}),
    "restricted": frozenset({"seed", "staging", "restricted"}),
    "intermediate": frozenset({"seed", "staging", "restricted", "intermediate"}),
    "marts": frozenset({"seed", "staging", "restricted", "intermediate", "marts"}),
    "quality": frozenset({"seed", "staging", "restricted", "intermediate", "marts", "quality"}),
}
# What a feed's rows are judged by: the only staging models that staging may read.
SHARED_STAGING = "models/staging/landing/"


def layer_findings(manifest_path: Path) -> list[Finding]:
    """Every reference that runs against the flow, by the model that makes it.

    `manifest_path` is dbt's manifest.json, of `dbt parse` or anything later.
    """
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    read_from = manifest["nodes"] | manifest["sources"]
    findings = [
        finding
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        for finding in _model_findings(node, read_from)
    ]
    return sorted(findings)


def _model_findings(model: dict, read_from: dict) -> list[Finding]:
    """References of one model that its layer may not make."""
    path = model["original_file_path"]
    layer = layer_of(model)
    if layer not in MAY_READ:
        return [Finding(path, 0, f"lies in no layer; put it under models/{{{','.join(LAYERS)}}}/")]
    findings = []
    for unique_id in sorted(set(model["depends_on"]["nodes"])):
        other = read_from[unique_id]
        read = layer_of(other)
        if read not in MAY_READ[layer]:
            allowed = ", ".join(sorted(MAY_READ[layer]))
            findings.append(
                Finding(path, 0, f"{layer} reads {other['name']} of {read}; it may read {allowed}")
            )
        elif layer == read == "staging" and not _is_shared(other) and not _is_shared(model):
            findings.append(
                Finding(
                    path, 0, f"staging reads {other['name']}: a staging model is its feed alone"
                )
            )
    return findings


def layer_of(node: dict) -> str:
    """`source`, `seed`, or the folder under models/ that a model lies in."""
    if node["resource_type"] != "model":
        return node["resource_type"]
    return Path(node["original_file_path"]).parts[1]


def _is_shared(model: dict) -> bool:
    """Whether a staging model says how rows are judged rather than being a feed."""
    return model["original_file_path"].startswith(SHARED_STAGING)
