//! Templates, placeholders and holes.

use super::{scripts, tables};

#[test]
fn jinja() {
    tables(&[
        (
            "SELECT * FROM {{ ref('«users»') }} u JOIN {{ source('raw', '«orders»') }} o ON 1 = 1",
            "users raw.orders",
        ),
        ("SELECT * FROM {{ ref(\"pkg\", \"«users»\") }}, «b»", "users b"),
        (
            "{{ config(materialized='table') }} SELECT * FROM {{ this }} JOIN «b» ON 1 = 1",
            "b",
        ),
        (
            "SELECT * FROM {{ schema }}.«users» WHERE x = {{ var('from x') }}",
            "¤.users",
        ),
        (
            "SELECT * FROM {% if a %} «a» {% elif b %} «b» {% else %} «c» {% endif %} WHERE 1 = 1",
            "a b c",
        ),
        (
            "SELECT * FROM «a» {% if x %} JOIN «b» ON 1 = 1 {% endif %} {# JOIN c #} WHERE 1 = 1",
            "a b",
        ),
        ("{% set t = ref('«users»') %} SELECT * FROM {{ t }}", "users"),
        (
            "{%- for x in [ref('«a»'), ref('«b»')] -%} SELECT * FROM {{ x }} {%- endfor -%}",
            "a b",
        ),
        (
            "WITH s AS (SELECT * FROM {{ ref('«users»') }}) SELECT * FROM s",
            "users",
        ),
        (
            "SELECT * FROM `{{ target.project }}.ds.«users»`, {{ a }}.{{ b }}.«c»",
            "¤.ds.users ¤.¤.c",
        ),
        (
            "SELECT * FROM «{{ prefix }}_users», «legacy_{{ env }}», {{ p }}«users»",
            "¤_users legacy_¤ users",
        ),
    ]);
}

#[test]
fn placeholders() {
    tables(&[
        (
            "SELECT * FROM «a» WHERE x = %s AND y = %(y)s AND z = :z AND w = $1 AND v = ? AND u = ${u}",
            "a",
        ),
        ("SELECT * FROM %s JOIN %(t)s ON 1 = 1 JOIN «b» ON 1 = 1", "b"),
        (
            "SELECT * FROM {schema}.«users», ${schema}.«users», :schema.«users»",
            "¤.users ¤.users ¤.users",
        ),
        (
            "SELECT * FROM {} JOIN {0} ON 1 = 1 JOIN {t.name!r} ON 1 = 1 JOIN «b» ON 1 = 1",
            "b",
        ),
        ("INSERT INTO «a» VALUES (%s, %s) ON CONFLICT DO NOTHING", "a"),
        ("SELECT x::text, a[1:2], '{}'::jsonb ? 'b' FROM «a»", "a"),
        ("SELECT * FROM «t» WHERE a = #{id} AND b = $(c)", "t"),
    ]);
    scripts(&[("SELECT * FROM :\"schema\".«users» WHERE a = :'x'", "¤.users")]);
}

#[test]
fn holes() {
    tables(&[
        ("SELECT * FROM ¤ WHERE x = 1", ""),
        ("SELECT ¤ FROM «users» WHERE ¤ ORDER BY ¤", "users"),
        ("SELECT * FROM ¤.«users»", "¤.users"),
        ("SELECT * FROM «users»¤ WHERE x = 1", "users"),
        ("SELECT * FROM ¤«users» WHERE x = 1", "users"),
        (
            "SELECT * FROM «legacy_¤», «¤_users», «a¤b»",
            "legacy_¤ ¤_users a¤b",
        ),
        ("SELECT * FROM ¤ u JOIN «b» ON 1 = 1", "b"),
        ("SELECT * FROM \"¤\".\"«users»\", `¤`, `«a_¤»`", "¤.users a_¤"),
        ("SELECT * FROM «users» ¤ JOIN «b» ON ¤", "users b"),
        (
            "INSERT INTO «users» ¤ VALUES (¤); UPDATE «users» SET ¤",
            "users users",
        ),
        ("SELECT * FROM «users» WHERE id IN (¤) AND x = '¤'", "users"),
        ("DELETE FROM ¤ USING «b»", "b"),
        ("¤ FROM «users» JOIN «b» ON 1 = 1", "users b"),
        ("JOIN «b» ON a.id = b.id", "b"),
        (", c", ""),
    ]);
}
