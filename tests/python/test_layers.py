"""Models read what lies before them in the flow of data, and nothing else."""

import json

from strata.checks.layers import layer_findings


def model(path, *reads):
    """A model as dbt's manifest has it."""
    name = path.split("/")[-1].removesuffix(".sql")
    return {
        "resource_type": "model",
        "name": name,
        "original_file_path": f"models/{path}",
        "depends_on": {"nodes": list(reads)},
    }


def findings_of(folder, **models):
    """What the check says of a manifest of these models, one seed and one source."""
    nodes = {"seed": {"resource_type": "seed", "name": "parameter", "original_file_path": "seeds/"}}
    sources = {"source": {"resource_type": "source", "name": "core_account"}}
    path = folder / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes | models, "sources": sources}), encoding="utf-8")
    return [str(finding) for finding in layer_findings(path)]


def test_the_flow_itself_is_no_finding(tmp_path):
    assert not findings_of(
        tmp_path,
        rules=model("staging/landing/stg_landing__feed_rules.sql", "seed", "source"),
        staged=model("staging/core/stg_core__accounts.sql", "source", "rules"),
        matched=model("restricted/identity/bridge_customer_source.sql", "staged", "seed"),
        summed=model("intermediate/positions/int_months.sql", "staged", "matched"),
        shown=model("marts/customers/dim_customer.sql", "summed", "matched"),
        judged=model("restricted/quality/int_broken_rules.sql", "summed", "judged_too"),
        judged_too=model("quality/controls/int_totals.sql", "summed"),
        scored=model("quality/dq_scorecard.sql", "judged", "shown"),
    )


def test_reading_upward_is_found(tmp_path):
    found = findings_of(
        tmp_path,
        staged=model("staging/core/stg_core__accounts.sql", "source", "summed"),
        summed=model("intermediate/positions/int_months.sql", "staged", "judged"),
        judged=model("restricted/quality/int_broken_rules.sql", "staged"),
        shown=model("marts/customers/dim_customer.sql", "summed", "judged", "source"),
    )
    assert found == [
        "models/intermediate/positions/int_months.sql: "
        "intermediate may not read int_broken_rules of quality",
        "models/marts/customers/dim_customer.sql: marts may not read core_account of source",
        "models/marts/customers/dim_customer.sql: marts may not read int_broken_rules of quality",
        "models/staging/core/stg_core__accounts.sql: "
        "staging may not read int_months of intermediate",
    ]


def test_a_staging_model_is_its_feed_alone(tmp_path):
    found = findings_of(
        tmp_path,
        accounts=model("staging/core/stg_core__accounts.sql", "source"),
        cards=model("staging/card/stg_card__cards.sql", "source", "accounts"),
    )
    assert found == [
        "models/staging/card/stg_card__cards.sql: "
        "staging reads stg_core__accounts: a staging model is its feed alone"
    ]


def test_a_model_in_no_layer_is_found(tmp_path):
    found = findings_of(tmp_path, stray=model("stray/orphan.sql", "source"))
    assert found == [
        "models/stray/orphan.sql: lies in no layer; put it under one of models/staging, "
        "models/restricted, models/intermediate, models/marts, models/quality"
    ]
