"""Conventions of the project: each rule finds what breaks it, and what no rule file can say."""

import csv
import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from strata.checks.parsed import parsed_manifest
from strata.home import PROJECT_ROOT

PAGES = PROJECT_ROOT / "scripts" / "strata" / "pages"
# Where the code of each page stands; what describes tables reads none.
OPERATIONS = PAGES / "operations.py"
PAGE_CODE = {
    "bankers_page": sorted(set(PAGES.glob("*.py")) - {OPERATIONS}),
    "staff_pages": sorted((PAGES / "staff").glob("*.py")),
    "operations_page": [OPERATIONS, PAGES / "figures.py"],
    "docs_page": [],
    "lineage_page": [],
}
OWN_SOURCES = ("landing", "closed")  # What the loader and a close tell is no feed.


@pytest.fixture(scope="module")
def project():
    """The manifest of the project as it is."""
    return json.loads(parsed_manifest().read_text(encoding="utf-8"))


def bounced(folder, project):
    """Rules of dbt-bouncer.yml that a manifest breaks, with the names of what breaks them."""
    (folder / "manifest.json").write_text(json.dumps(project), encoding="utf-8")
    rules = (PROJECT_ROOT / "dbt-bouncer.yml").read_text(encoding="utf-8")
    config, found = folder / "dbt-bouncer.yml", folder / "found.json"
    config.write_text(rules.replace("target/lint", str(folder)), encoding="utf-8")
    run = subprocess.run(
        [Path(sys.executable).with_name("dbt-bouncer"), "run", "--config-file", config,
         "--output-file", found],
        cwd=PROJECT_ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    broken = defaultdict(set)
    for result in json.loads(found.read_text(encoding="utf-8")):
        if result["outcome"] == "failed":
            rule, _, name = result["check_run_id"].split(":")[:3]
            broken[rule].add(name)
    assert bool(broken) == bool(run.returncode), run.stdout[-2000:]
    return dict(broken)


def test_the_project_keeps_its_conventions(project, tmp_path):
    assert bounced(tmp_path, project) == {}


def test_what_breaks_a_convention_is_named(project, tmp_path):
    broken = json.loads(json.dumps(project))
    nodes = broken["nodes"]
    nodes["model.strata.dim_customer"]["description"] = ""
    nodes["model.strata.dim_customer"]["columns"]["customer_key"]["description"] = ""
    nodes["model.strata.fct_customer_month"]["config"]["contract"]["enforced"] = False
    nodes["model.strata.fct_customer_month"]["contract"]["enforced"] = False
    nodes["model.strata.int_months"]["name"] = "months"
    nodes["model.strata.int_customer_months"]["access"] = "public"
    nodes["model.strata.int_slice_days"]["raw_code"] += "\nselect 1" * 120
    del nodes["model.strata.rpt_tier_profile"]["columns"]["tier"]["data_type"]
    for name in [name for name in nodes if "rpt_portfolio_month_has_its_grain" in name]:
        del nodes[name]
    broken["exposures"]["exposure.strata.bankers_page"]["depends_on"]["nodes"].append(
        "model.strata.int_months"
    )
    found = bounced(tmp_path, broken)
    expected = {
        "check_model_description_populated": "dim_customer",
        "check_model_column_description_populated": "dim_customer",
        "check_model_has_contracts_enforced": "fct_customer_month",
        "check_model_names": "months",
        "check_model_access": "int_customer_months",
        "check_model_max_number_of_lines": "int_slice_days",
        "check_model_columns_have_types": "rpt_tier_profile",
        "check_model_has_unique_test": "rpt_portfolio_month",
        "check_exposure_based_on_non_public_models": "bankers_page",
    }
    missed = {
        rule: (name, found.get(rule))
        for rule, name in expected.items()
        if not any(name in one for one in found.get(rule, ()))
    }
    assert not missed


def test_every_macro_is_described(project):
    """An engine's own version of a macro is described by the macro itself."""
    bare = [
        macro["name"]
        for macro in project["macros"].values()
        if macro["package_name"] == "strata"
        and not macro["description"]
        and not re.match(r"default__|spark__|test_|materialization_", macro["name"])
    ]
    assert not bare


def test_every_column_of_a_seed_is_described_and_typed(project):
    loose = []
    for seed in project["nodes"].values():
        if seed["resource_type"] != "seed":
            continue
        with (PROJECT_ROOT / seed["original_file_path"]).open(encoding="utf-8") as rows:
            header = next(csv.reader(rows))
        described = [name for name, one in seed["columns"].items() if one["description"]]
        typed = list(seed["config"]["column_types"])
        if not sorted(header) == sorted(described) == sorted(typed):
            loose.append(seed["name"])
    assert not loose


def feeds_behind(project, model):
    """Feeds that a model's rows come from, by walking the models."""
    waiting, seen, feeds = [f"model.strata.{model}"], set(), set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        source = project["sources"].get(name)
        if source and source["source_name"] not in OWN_SOURCES:
            feeds.add(source["name"])
        waiting += project["parent_map"].get(name, [])
    return feeds


def critical_elements(project):
    """Every critical element that an exposure lists: (element, model, feeds)."""
    return [
        (element, said["computed_by"], said["feeds"])
        for exposure in project["exposures"].values()
        for element, said in exposure["config"]["meta"].get("critical_elements", {}).items()
    ]


def test_critical_elements_list_their_feeds(project):
    """Control R-30."""
    listed = critical_elements(project)
    assert {element for element, _, _ in listed} == {"I01", "I09", "tier", "KPI"}
    for element, model, feeds in listed:
        assert sorted(feeds) == sorted(feeds_behind(project, model)), element


def test_what_feeds_an_indicator_is_behind_it(project):
    """The register that tells what an absent feed costs names no feed the models do not read."""
    register = defaultdict(set)
    with (PROJECT_ROOT / "seeds/quality/feed_indicator.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            register[row["indicator_id"]].add(row["feed"])
    for element, _, feeds in critical_elements(project):
        assert register.get(element, set()) <= set(feeds), element


@pytest.mark.parametrize("page", PAGE_CODE)
def test_a_page_reads_what_its_exposure_says(project, page):
    code = "\n".join(path.read_text(encoding="utf-8") for path in PAGE_CODE[page])
    read = set(re.findall(r"\b(?:marts|quality|staff)\.(\w+)", code))
    said = {
        name.rsplit(".", 1)[1]
        for name in project["exposures"][f"exposure.strata.{page}"]["depends_on"]["nodes"]
    }
    published = {node["name"] for node in project["nodes"].values() if node["config"]["enabled"]}
    assert read & published == said
