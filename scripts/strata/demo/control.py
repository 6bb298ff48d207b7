"""`ctl_batch`: what each department says it sent, and the bank's name beside the inbox."""

import json

from strata.demo.bank import Demo
from strata.demo.deliver import Style, deliver_csv

# Departments that send no totals; their batches are landed as uncontrolled.
UNCONTROLLED = {"surv_response", "crm_suggestion", "ref_calendar", "ref_channel_cost"}


def deliver_control(demo: Demo) -> None:
    """Write one control file a batch date from the writer's tally, and `bank.json`."""
    silent = UNCONTROLLED | demo.uncontrolled
    sent = [entry for entry in sorted(demo.delivered.items()) if entry[0][0] not in silent]
    keys, tallies = zip(*sent, strict=True)
    demo.load(
        "sent",
        feed=[feed for feed, _ in keys],
        batch_date=[batch for _, batch in keys],
        row_cnt=[entry.rows for entry in tallies],
        control_column=[entry.control_column for entry in tallies],
        control_sum=[str(entry.control_sum) if entry.control_column else None for entry in tallies],
        file_name=[";".join(sorted(set(entry.files))) for entry in tallies],
    )
    demo.run("""
        create table out_ctl_batch as
        select
            feed,
            batch_date::varchar as batch_date,
            row_cnt::varchar as row_cnt,
            control_column,
            control_sum,
            file_name,
            strftime(batch_date + 1 + to_seconds(7200 + die(feed || batch_date, 'sent', 9000)),
                '%Y-%m-%d %H:%M:%S') as sent_ts,
            batch_date as _batch,
            0::bigint as _ord
        from sent
    """)
    deliver_csv(demo, "ctl_batch", style=Style())
    path = demo.work / "inbox" / "bank.json"
    path.write_text(json.dumps({"bank": "demo"}) + "\n", encoding="utf-8")
