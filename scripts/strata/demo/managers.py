"""What managers do to their customers: some make them grow, some let them go.

Every customer manager has an effect between -1 and 1, spread evenly, so that the bank as a whole
stays what it is. In the newest calendar year the customers under a manager drift away from their
own path by effect * progress, where progress is the part of the year gone by: in what they hold
(all of it, though the demand account alone carries it), in how often they pay and in how often
they log in. A customer who changes manager goes on from the level reached.
"""

from strata.demo.bank import Demo

# Logarithm of what an effect of 1 makes of a customer in a whole year.
ASSETS, PAYMENTS, LOG_INS = 0.35, 0.35, 0.40
# A demand account keeps that part of its own path, whatever its owner's whole loses.
LEAST_LEFT = 0.15


def make_managers(demo: Demo) -> None:
    """Make `manager_effect` and `drive`, and the macros that apply it.

    `manager_effect`: one row a manager. `drive`: one row a customer of CRM and month, numbered `k`
    from the first one on, -1 being the month before: the sum of effects felt, nought in the middle
    of the newest year, because that is the time a person's level holds for.
    """
    newest_year = demo.last_day.year
    demo.run(f"""
        create macro lifted_cents(path, whole, drive) as greatest(
            path * {LEAST_LEFT}, path + whole * (exp({ASSETS} * drive) - 1)
        )::bigint;
        create macro payments_driven(drive) as exp({PAYMENTS} * drive);
        create macro log_ins_driven(drive) as exp({LOG_INS} * drive);

        create table manager_effect as
        select staff_id, (2 * (row_number() over (order by u(staff_id, 'effect'), staff_id) - 0.5)
            / count(*) over () - 1)::decimal(9, 6) as effect
        from staff where seat between 5 and 7
        order by staff_id;

        create table drive as
        with months as (
            select (day_first() + to_months(k::integer))::date as month_start, k::integer as k
            from range(-1, {demo.months}) as numbers(k)
        ),
        felt as (
            select
                customer.person_id, k, month_start,
                -- millionths: their sum does not depend on any order
                case when year(month_start) = {newest_year}
                    then round(coalesce(effect, 0) * 1000000 / 12) else 0 end::bigint as step
            from (select person_id, min(crm_cust_id) as crm_cust_id from crm_actor group by 1)
                as customer
            cross join months
            left join stint on customer.crm_cust_id = stint.crm_cust_id
                and month_start + 14 >= start_day
                and (end_day is null or month_start + 14 < end_day)
            left join manager_effect on stint.staff_id = manager_effect.staff_id
        ),
        summed as (
            select person_id, k, month_start,
                sum(step) over (partition by person_id order by k) as so_far,
                sum(case when month(month_start) <= 6 then step else 0 end)
                    over (partition by person_id) as half_way
            from felt
        )
        select person_id, k, month_start, (so_far - half_way)::double / 1000000 as drive
        from summed
        where so_far <> half_way
        order by person_id, k;
    """)
