"""Very many rows, made where they will be: copies of one row that Django made, in a single statement."""

import psycopg
from django.db.models import Model
from psycopg import sql


def copy(connection: psycopg.Connection, row: Model, count: int, **differing: str) -> None:
    """Insert `count` copies of `row`, which is saved already.

    `differing` gives the SQL of the columns that differ, in terms of `i`, the number of the copy from 1.
    A column the table gets later is copied like the rest, so nothing here has to know of it.
    """
    fields = [field for field in row._meta.concrete_fields if not field.generated]
    values = [
        sql.SQL(differing[field.column]) if field.column in differing else sql.Identifier("one", field.column)
        for field in fields
    ]
    connection.execute(
        sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT {values} "
            "FROM generate_series(1, {count}) AS i, {table} AS one WHERE one.{key} = {row}"
        ).format(
            table=sql.Identifier(row._meta.db_table),
            columns=sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
            values=sql.SQL(", ").join(values),
            count=sql.Literal(count),
            key=sql.Identifier(row._meta.pk.column),
            row=sql.Literal(row.pk),
        )
    )


def uuid_of(number: str, table: str) -> str:
    """SQL for the id of row `number` (SQL too), in the order of numbers as UUIDv7 is in the order of time.

    `table` is a hexadecimal digit that keeps the ids of different tables apart.
    """
    return f"('01900000-0000-7000-8{table * 3}-' || lpad(to_hex({number}), 12, '0'))::uuid"
