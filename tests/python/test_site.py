"""Documentation and column lineage: whole, alone, and silent about the machine and its people."""

import base64
import json
import re
import shutil
import subprocess
import sys

import pytest

from strata.checks.privacy import kinds_in
from strata.errors import StrataError
from strata.home import PROJECT_ROOT, Home
from strata.secret import make_secret
from strata.site import is_current, make_docs, site_pages, tell_set_operations, without_places


@pytest.fixture(scope="module")
def site(bank, manifest, tmp_path_factory):
    """A home with both pages, made from a copy of the bank's build file."""
    home = Home(tmp_path_factory.mktemp("site"))
    home.warehouse.parent.mkdir()
    shutil.copy(bank.warehouse, home.warehouse)
    make_secret(home.secret)
    make_docs(home, "one", manifest)
    return home


@pytest.fixture(scope="module")
def told(site):
    """What the pages say: the documentation, and the data of the lineage page."""
    docs, lineage = site_pages(site)
    packed = re.search(r'atob\("([^"]+)"', lineage.read_text(encoding="utf-8"))
    return docs.read_text(encoding="utf-8"), base64.b64decode(packed[1]).decode()


def test_pages_are_made_again_only_of_other_code(site):
    assert is_current(site, "one")
    assert not is_current(site, "two")
    assert not is_current(Home(site.root / "elsewhere"), "one")


def test_pages_name_no_machine_and_no_person(site, told):
    secret = site.secret.read_text(encoding="utf-8").strip()
    for text in told:
        for hidden in (secret, str(site.root), str(PROJECT_ROOT), str(site.secret)):
            assert hidden not in text
        assert not kinds_in(text)
    assert "$STRATA_SECRET_FILE" in told[0]


def test_each_place_is_told_by_its_own_name(site, tmp_path):
    text = f"{site.secret} {site.root}/landing {PROJECT_ROOT}/models {tmp_path}/compiled"
    assert without_places(text, site, tmp_path) == (
        "$STRATA_SECRET_FILE $STRATA_HOME/landing ./models target/compiled"
    )


def test_every_column_has_its_lineage(told):
    """Columns behind a union too, which dbt-colibri loses with the sqlglot of the lock."""
    nodes = json.loads(told[1])["nodes"]
    without = [
        f"{node['name']}.{column}"
        for node in nodes.values()
        if node["nodeType"] == "model"
        for column, said in node["columns"].items()
        if "lineageType" not in said
    ]
    assert not without
    assert sum(len(node["columns"]) for node in nodes.values()) > 3_000
    assert {"bankers_page", "staff_pages"} <= {node["name"] for node in nodes.values()}


def test_the_name_of_unions_still_has_to_be_told():
    """Fails when dbt-colibri reads sqlglot's own name: then drop `tell_set_operations`."""
    code = (
        "from sqlglot.optimizer.scope import Scope; from pathlib import Path; "
        "import dbt_colibri.lineage_extractor.lineage as lineage; "
        "assert not hasattr(Scope, 'union_scopes'); "
        "assert 'scope.union_scopes' in Path(lineage.__file__).read_text()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    tell_set_operations()


@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no browser here")
@pytest.mark.parametrize(("page", "shown"), [("docs", "Exposures"), ("lineage", "Saved Views")])
def test_pages_open_without_a_network(site, tmp_path, page, shown):
    seen = subprocess.run(
        [
            "chromium",
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=15000",
            "--dump-dom",
            site.published.with_name(f"{page}.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    ).stdout
    body = re.sub(r"<script.*?</script>", "", seen, flags=re.DOTALL)
    assert shown in body
    assert "default-src 'unsafe-inline' 'unsafe-eval' data: blob:" in body


def test_nothing_built_is_nothing_documented(tmp_path):
    with pytest.raises(StrataError, match="no build file"):
        make_docs(Home(tmp_path))
