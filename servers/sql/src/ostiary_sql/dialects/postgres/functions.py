"""PostgreSQL's functions that statements may call: an allow-list of what version 15 has built in.

What is missing is refused: whatever takes SQL as text (`query_to_xml`, `ts_stat`), reads or writes
files, settings, locks, sequences, large objects, other sessions, statistics or the catalog, sleeps,
or sends. Nearly every function here fails on some values and says so, and is taken to test its
arguments; `TOTAL` has the few that do not.
"""

from ostiary_sql.dialects.base import Functions

TOTAL = frozenset({
    "array", "array[]", "bit_length", "btrim", "char_length", "character_length", "coalesce",
    "concat", "concat_ws", "initcap", "left", "length", "lower", "ltrim", "md5", "num_nonnulls",
    "num_nulls", "octet_length", "pg_typeof", "reverse", "right", "row", "row_to_json", "rtrim",
    "to_json", "to_jsonb", "upper",
})  # fmt: skip
"""They succeed on every value, with a result about as long as their arguments."""

COMPARING = frozenset({"any", "greatest", "least", "max", "min", "nullif"})
"""What they return depends on how their arguments compare."""

FORMS = frozenset({
    "any", "array", "array[]", "coalesce", "current_date", "current_time", "current_timestamp",
    "exists", "greatest", "grouping", "least", "localtime", "localtimestamp", "nullif", "row",
    "subscript", "xmlattributes", "xmlconcat", "xmlelement", "xmlforest", "xmlparse",
    "xmlserialize",
})  # fmt: skip
"""Forms of the grammar that are read as calls."""

_MATHS = """
    abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd
    cosh cot cotd degrees div exp factorial floor gcd lcm ln log log10 min_scale mod pi
    pow power radians random round scale sign sin sind sinh sqrt tan tand tanh trim_scale trunc
    width_bucket
"""
_TEXT = """
    ascii chr convert_from convert_to decode encode format get_bit get_byte lpad
    normalize is_normalized overlay parse_ident position quote_ident quote_literal quote_nullable
    regexp_count regexp_instr regexp_like regexp_match regexp_matches regexp_replace
    regexp_split_to_array regexp_split_to_table regexp_substr repeat replace rpad set_bit
    set_byte sha224 sha256 sha384 sha512 split_part starts_with string_to_array string_to_table
    strpos substr substring to_ascii to_hex translate unistr bit_count
"""
_TIME = """
    age clock_timestamp current_date current_time current_timestamp date date_bin date_part
    date_trunc extract isfinite justify_days justify_hours justify_interval localtime
    localtimestamp make_date make_interval make_time make_timestamp make_timestamptz now
    overlaps statement_timestamp timeofday timezone to_char to_date to_number to_timestamp
    transaction_timestamp
"""
_JSON = """
    array_to_json json_array_length json_build_array json_build_object json_extract_path
    json_extract_path_text json_object json_strip_nulls json_typeof jsonb_array_length
    jsonb_build_array jsonb_build_object jsonb_contains jsonb_exists jsonb_extract_path
    jsonb_extract_path_text jsonb_insert jsonb_object jsonb_path_exists jsonb_path_exists_tz
    jsonb_path_match jsonb_path_match_tz jsonb_path_query_array jsonb_path_query_array_tz
    jsonb_path_query_first jsonb_path_query_first_tz jsonb_pretty jsonb_set jsonb_set_lax
    jsonb_strip_nulls jsonb_typeof
"""
_COLLECTIONS = """
    array_append array_cat array_dims array_fill array_length array_lower array_ndims
    array_position array_positions array_prepend array_remove array_replace array_to_string
    array_upper cardinality datemultirange daterange int4multirange int4range int8multirange
    int8range isempty lower_inc lower_inf multirange nummultirange numrange range_merge trim_array
    tsmultirange tsrange tstzmultirange tstzrange upper_inc upper_inf
"""
_WORDS = """
    array_to_tsvector json_to_tsvector jsonb_to_tsvector numnode phraseto_tsquery plainto_tsquery
    querytree setweight strip to_tsquery to_tsvector ts_delete ts_filter ts_headline ts_rank
    ts_rank_cd tsquery_phrase tsvector_to_array websearch_to_tsquery
"""
_OTHERS = """
    abbrev area bool box broadcast center circle diameter diagonal enum_first enum_last enum_range
    family float4 float8
    gen_random_uuid grouping height host hostmask inet_merge inet_same_family int2 int4
    int8 interval isclosed isopen line lseg macaddr8_set7bit masklen netmask network npoints
    numeric path pclose point polygon popen radius set_masklen slope text time timestamp
    timestamptz varchar width
    xmlattributes xmlcomment xmlconcat xmlelement xmlforest xmlparse xmlserialize xpath
    xpath_exists
"""
_TABLES = """
    generate_series generate_subscripts json_array_elements json_array_elements_text json_each
    json_each_text json_object_keys json_to_record json_to_recordset jsonb_array_elements
    jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys jsonb_path_query
    jsonb_path_query_tz jsonb_to_record jsonb_to_recordset regexp_matches regexp_split_to_table
    string_to_table unnest
"""
_AGGREGATES = """
    avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every max min
    range_agg range_intersect_agg regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope
    regr_sxx regr_sxy regr_syy stddev stddev_pop stddev_samp sum var_pop var_samp variance
"""
_COLLECTING = "array_agg json_agg json_object_agg jsonb_agg jsonb_object_agg string_agg xmlagg"
_ORDERED = "mode percentile_cont percentile_disc"
_WINDOW = """
    cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank
    row_number
"""

ORDERED = frozenset(_ORDERED.split())
"""Aggregates that need WITHIN GROUP."""

HYPOTHETICAL = frozenset({"cume_dist", "dense_rank", "percent_rank", "rank"})
"""Those of the window functions that also stand before WITHIN GROUP."""

FUNCTIONS = Functions(
    total=TOTAL,
    partial=frozenset(
        f"{_MATHS} {_TEXT} {_TIME} {_JSON} {_COLLECTIONS} {_WORDS} {_OTHERS} {_TABLES}".split()
    )
    | (COMPARING - {"max", "min"}),
    copying=frozenset(),
    choosing=frozenset(),
    lazy=frozenset({"coalesce"}),
    aggregates=frozenset(_AGGREGATES.split()),
    copying_aggregates=frozenset(f"{_COLLECTING} {_ORDERED}".split()),
    window=frozenset(_WINDOW.split()),
    tables=frozenset(_TABLES.split()),
    comparing=COMPARING,
    ordered=ORDERED,
    hypothetical=HYPOTHETICAL,
    forms=frozenset({"any", "array", "array[]", "row", "subscript"}),
)

TABLE_COLUMNS = {
    "json_array_elements": ("value",), "json_array_elements_text": ("value",),
    "json_each": ("key", "value"), "json_each_text": ("key", "value"),
    "jsonb_array_elements": ("value",), "jsonb_array_elements_text": ("value",),
    "jsonb_each": ("key", "value"), "jsonb_each_text": ("key", "value"),
}  # fmt: skip
"""The columns of functions that name them."""

DEFINED_BY_CALLER = frozenset({
    "json_to_record", "json_to_recordset", "jsonb_to_record", "jsonb_to_recordset",
})  # fmt: skip
"""Functions whose columns the alias defines."""
