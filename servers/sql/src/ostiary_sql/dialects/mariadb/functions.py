"""MariaDB's functions that statements may call: an allow-list of what version 10.11 has built in.

What is missing is refused: whatever reads files, waits, locks, counts up, tells of the server, its
sessions and accounts, runs SQL, or quotes values in its errors (EXTRACTVALUE, UPDATEXML).
"""

from ostiary_sql.dialects.base import Functions

TOTAL = frozenset({
    "binary", "bit_length", "cast", "char_length", "character_length", "coalesce", "concat",
    "concat_ws", "convert", "if", "ifnull", "lcase", "left", "length", "lower", "ltrim", "md5",
    "mid", "nvl", "nvl2", "octet_length", "reverse", "right", "row", "rtrim", "sha", "sha1",
    "sha2", "substr", "substring", "trim", "ucase", "upper",
})  # fmt: skip
"""They succeed on every value, with a result about as long as their arguments."""

COMPARING = frozenset({"any", "greatest", "least", "max", "min", "nullif"})
"""What they return depends on how their arguments compare."""

FORMS = frozenset({"any", "match", "row"})
"""Forms of the grammar that are read as calls."""

_MATHS = """
    abs acos asin atan atan2 ceil ceiling conv cos cot crc32 crc32c degrees exp floor ln log log10
    log2 mod oct pi pow power radians rand round sign sin sqrt tan truncate bit_count
"""
_TEXT = """
    ascii bin char chr elt export_set field find_in_set format from_base64 hex insert instr
    interval locate lpad make_set natural_sort_key ord position quote regexp_instr regexp_replace
    regexp_substr repeat replace rpad sformat soundex space strcmp substring_index to_base64 to_char
    unhex weight_string
"""
_TIME = """
    adddate addtime convert_tz curdate current_date current_time current_timestamp curtime date
    date_add date_format date_sub datediff day dayname dayofmonth dayofweek dayofyear extract
    from_days from_unixtime get_format hour last_day localtime localtimestamp makedate maketime
    microsecond minute month monthname now period_add period_diff quarter sec_to_time second
    str_to_date subdate subtime sysdate time time_format time_to_sec timediff timestamp
    timestampadd timestampdiff to_days to_seconds unix_timestamp utc_date utc_time utc_timestamp
    week weekday weekofyear year yearweek
"""
_JSON = """
    json_array json_array_append json_array_insert json_compact json_contains json_contains_path
    json_depth json_detailed json_equals json_exists json_extract json_insert json_keys
    json_length json_loose json_merge json_merge_patch json_merge_preserve json_normalize
    json_object json_overlaps json_pretty json_query json_quote json_remove json_replace
    json_search json_set json_table json_type json_unquote json_valid json_value
"""
_OTHERS = """
    inet6_aton inet6_ntoa inet_aton inet_ntoa is_ipv4
    is_ipv4_compat is_ipv4_mapped is_ipv6 isnull nullif uuid
    collation charset coercibility
"""
_AGGREGATES = """
    avg bit_and bit_or bit_xor count max min std stddev stddev_pop stddev_samp sum var_pop var_samp
    variance
"""
_COLLECTING = "group_concat json_arrayagg json_objectagg"
_ORDERED = "percentile_cont percentile_disc"
_WINDOW = """
    cume_dist dense_rank first_value lag last_value lead median nth_value ntile percent_rank
    rank row_number
"""

ORDERED = frozenset(_ORDERED.split())
"""Aggregates that need WITHIN GROUP."""

FUNCTIONS = Functions(
    total=TOTAL,
    partial=frozenset(f"{_MATHS} {_TEXT} {_TIME} {_JSON} {_OTHERS}".split())
    | (COMPARING - {"max", "min"}),
    copying=frozenset(),
    choosing=frozenset({"if", "nvl2"}),
    lazy=frozenset({"coalesce", "if", "ifnull", "nvl", "nvl2"}),
    aggregates=frozenset(_AGGREGATES.split()),
    copying_aggregates=frozenset(f"{_COLLECTING} {_ORDERED}".split()),
    window=frozenset(_WINDOW.split()),
    tables=frozenset({"json_table"}),
    comparing=COMPARING,
    ordered=ORDERED,
    forms=FORMS,
)
