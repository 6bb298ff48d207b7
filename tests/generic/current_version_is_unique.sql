{#
    Every key has at most one version in force, and every version in force a whole key.
    Returns the key, the versions in force, and the files they came from, for each key that breaks it.
#}
{% test current_version_is_unique(model, keys) %}
select
    {{ keys | join(', ') }},
    count(*) as versions,
    min(src_file) as first_file,
    max(src_file) as last_file
from {{ model }}
where is_current_version
group by {{ keys | join(', ') }}
having count(*) > 1 or {{ keys | join(' is null or ') }} is null
{% endtest %}
