-- What: every rule id a staging model or a comparison writes stands in the register.
-- When it matters: an unregistered rule has no severity, so that the row it rejects would be let
-- through and told to nobody.
-- How to resolve: add the rule to seeds/quality/dq_rule.csv with its meaning and resolution.
with failed_rows as (
    select distinct
        feed,
        failed_rules
    from {{ ref('int_failed_rows') }}
),

cross_row_findings as (
    select distinct rule_id from {{ ref('int_cross_row_findings') }}
),

dq_rule as (
    select * from {{ ref('dq_rule') }}
),

counted as (
    select
        failed_rows.feed,
        failed_rows.failed_rules,
        length(failed_rows.failed_rules) - length(replace(failed_rows.failed_rules, ' ', '')) + 1
            as rules_written,
        count(dq_rule.rule_id) as rules_registered
    from failed_rows
    left join dq_rule
        on
            failed_rows.feed = dq_rule.feed
            and position(dq_rule.rule_id in failed_rows.failed_rules) > 0
    group by failed_rows.feed, failed_rows.failed_rules
)

select failed_rules as rule_ids
from counted
where rules_written <> rules_registered

union all

select cross_row_findings.rule_id as rule_ids
from cross_row_findings
left join dq_rule
    on cross_row_findings.rule_id = dq_rule.rule_id
where dq_rule.rule_id is null
