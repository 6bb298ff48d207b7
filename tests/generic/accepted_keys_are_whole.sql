{#
    No accepted row lacks a part of its key. For the large feeds, whose versions are told apart later.
    Returns where the offending rows stand, never a value.
#}
{% test accepted_keys_are_whole(model, keys) %}
select
    batch_date,
    src_file,
    count(*) as rows_without_key
from {{ model }}
where not is_rejected and ({{ keys | join(' is null or ') }} is null)
group by batch_date, src_file
{% endtest %}
