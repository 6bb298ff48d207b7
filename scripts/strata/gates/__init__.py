"""Gates at landing, after staging and on the marts: Great Expectations over measures in SQL.

Bounds are rows of seeds/quality/gate_check.csv. Severity decides: critical stops the run, a
warning is told with its owner. Every result is kept under state/gate_results.
"""

from strata.gates.history import gate_history
from strata.gates.model import GateReport, GateResult
from strata.gates.run import report_lines, run_gate

__all__ = ["GateReport", "GateResult", "gate_history", "report_lines", "run_gate"]
