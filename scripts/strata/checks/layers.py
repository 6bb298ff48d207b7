"""Data flows one way: which folder of models may read which, over dbt's manifest."""

import json
from pathlib import Path

from strata.checks.finding import Finding

# In the order data flows: a layer reads itself, those before it and seeds; staging reads sources.
LAYERS = ("staging", "restricted", "intermediate", "marts", "quality")
MAY_READ = {
    layer: frozenset({"seed", *LAYERS[: place + 1]}) for place, layer in enumerate(LAYERS)
} | {"staging": frozenset({"seed", "source", "staging"})}
# A folder of another layer's: what judging rows keeps of people must not leave `restricted`.
MOVED = {"restricted/quality": "quality"}
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
        folders = ", ".join(f"models/{layer}" for layer in LAYERS)
        return [Finding(path, 0, f"lies in no layer; put it under one of {folders}")]
    findings = []
    for unique_id in sorted(set(model["depends_on"]["nodes"])):
        other = read_from[unique_id]
        read = layer_of(other)
        if read not in MAY_READ[layer]:
            findings.append(Finding(path, 0, f"{layer} may not read {other['name']} of {read}"))
        elif layer == read == "staging" and not _is_shared(other) and not _is_shared(model):
            findings.append(
                Finding(
                    path, 0, f"staging reads {other['name']}: a staging model is its feed alone"
                )
            )
    return findings


def layer_of(node: dict) -> str:
    """`source`, `seed`, or the layer that a model lies in; its folder where it lies in none."""
    if node["resource_type"] != "model":
        return node["resource_type"]
    folders = Path(node["original_file_path"]).parts[1:-1]
    return MOVED.get("/".join(folders[:2]), folders[0] if folders else "models")


def _is_shared(model: dict) -> bool:
    """Whether a staging model says how rows are judged rather than being a feed."""
    return model["original_file_path"].startswith(SHARED_STAGING)
