"""`truth/`: what only the generator knows; never landed, read by the checks of the warehouse."""

from strata.demo.bank import Demo

PERSON = """
    select person_id, kind, kind_from, kind_changed_on, relation, scenario, partner_id, is_minor,
        is_staff, is_male, birth_date, cust_name, name_pinyin, id_type, id_no, nationality, mobile,
        branch_code, annual_income, round(aum, 2)::decimal(18, 2) as aum_level, is_online_investor,
        in_core, in_card, in_ebank, in_loan, in_crm, core_since, card_since, ebank_since,
        loan_since, crm_since
    from person order by person_id
"""
# Accounts belong to whom the last delivery says.
ACCOUNT = """
    select acct.acct_no,
        coalesce(owner_change.core_cust_no, acct.core_cust_no) as core_cust_no,
        coalesce(owner_change.person_id, acct.person_id) as person_id,
        acct.acct_type, acct.product_code, acct.ccy, acct.branch_code, acct.open_date,
        acct.close_date, acct.is_orphan, acct.is_test
    from acct left join owner_change on acct.acct_no = owner_change.acct_no
    order by acct.acct_no
"""
DRESSING = """
    select acct.acct_no, coalesce(owner_change.core_cust_no, acct.core_cust_no) as core_cust_no,
        day_in, day_out, yuan(cents) as amount
    from dressing
    inner join acct on dressing.acct_id = acct.acct_id
    left join owner_change on acct.acct_no = owner_change.acct_no
    order by acct.acct_no, day_in
"""
POSITION = """
    select roster.* exclude (is_change), hire_date, leave_date, away_from, away_to, away_type
    from roster inner join employee using (staff_id) order by staff_id, from_day
"""
# Complaints as they will be in the end, also where the end is not told yet.
COMPLAINT = """
    select complaint_id, crm_cust_id, complaint_level, complexity, receive_day, due_date, close_day,
        decide_day, reopen_day, is_valid, withdrawn, repeat_of
    from complaint order by complaint_id
"""
TABLES = {
    "person": PERSON,
    "account": ACCOUNT,
    "source_customer": "from source_customer order by source_system, source_customer_id",
    "pair": "from pair order by left_system, left_id, right_system, right_id",
    "defect": "from defect order by all",
    "event": "from event order by all",
    "drill": "from drill order by all",
    "manager_effect": "from manager_effect order by staff_id",
    "dressing": DRESSING,
    "staff_pace": "from staff_pace order by staff_id",
    "position_truth": POSITION,
    "complaint": COMPLAINT,
}


def write_truth(demo: Demo) -> None:
    """Write each table as one Parquet file, ordered, from one thread.

    A defect of a whole batch (`record_key` 'batch') that no department sent never happened.
    """
    feeds, batches = zip(*demo.delivered, strict=True)
    demo.load("delivered_batch", feed=feeds, batch_date=batches)
    demo.run("""
        delete from defect where record_key = 'batch' and (feed, batch_date) not in (
            select (feed, batch_date) from delivered_batch
        )
    """)
    folder = demo.work / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    demo.run("set threads = 1")
    for name, query in TABLES.items():
        demo.run(f"copy ({query}) to '{folder / name}.parquet' (format parquet, compression zstd)")
    demo.run("set threads = 2")
