-- The model versions there are: where they cut and from which month on they are used.
with model_versions as (
    select * from {{ ref('int_model_versions') }}
),

model_months as (
    select
        model_version,
        min(month_end) as first_month,
        max(month_end) as last_month
    from {{ ref('int_model_months') }}
    where not is_candidate
    group by model_version
),

weights as (
    select md5({{ string_agg_sorted(
        "concat(indicator_id, cast(cast(global_weight as decimal(12, 8)) as varchar(20)))",
        '|', 'indicator_id'
    ) }}) as weight_version
    from {{ ref('int_indicator_weights') }}
)

select
    cast(model_versions.model_version as varchar(20)) as model_version,
    model_versions.calibration_month,
    model_months.first_month,
    model_months.last_month,
    cast(model_versions.cut_current_value as decimal(9, 4)) as cut_current_value,
    cast(model_versions.cut_potential_value as decimal(9, 4)) as cut_potential_value,
    model_versions.is_provisional,
    cast(weights.weight_version as varchar(32)) as weight_version
from model_versions
cross join weights
left join model_months
    on model_versions.model_version = model_months.model_version
where model_versions.model_version <> 'candidate'
