"""Python clients against a running server: psycopg over the PostgreSQL wire, ADBC and pandas over
Arrow Flight SQL. Usage: clients.py PG_PORT FLIGHT_PORT"""

import datetime
import decimal
import sys

import adbc_driver_flightsql.dbapi as flight_sql
import pandas
import psycopg
import pyarrow

PG = f"host=127.0.0.1 port={sys.argv[1]} user=omendb dbname=omendb"
FLIGHT = f"grpc://127.0.0.1:{sys.argv[2]}"


def check(name, condition):
    if not condition:
        sys.exit(f"FAIL {name}")
    print(f"ok   {name}", flush=True)


def psycopg_types_and_transactions():
    with psycopg.connect(PG) as connection:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE py (id bigint PRIMARY KEY, price numeric(12,2), day date,"
                " at timestamptz, note text, data bytea, ok boolean)"
            )
            row = (
                1,
                decimal.Decimal("12.50"),
                datetime.date(2024, 2, 29),
                datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.timezone.utc),
                "grüße",
                b"\x00\xff",
                True,
            )
            cursor.execute("INSERT INTO py VALUES (%s, %s, %s, %s, %s, %s, %s)", row)
        connection.commit()
        with connection.cursor(binary=True) as cursor:
            cursor.execute("SELECT * FROM py WHERE id = %s", (1,))
            check("psycopg: values round trip in binary", cursor.fetchone() == row)
        try:
            connection.execute("INSERT INTO py (id) VALUES (1)")
            check("psycopg: duplicate key", False)
        except psycopg.errors.UniqueViolation as error:
            check("psycopg: duplicate key", error.diag.constraint_name == "py_pkey")
        connection.rollback()


def adbc_reads_what_psycopg_wrote():
    with flight_sql.connect(FLIGHT) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, price, day, note FROM py")
            table = cursor.fetch_arrow_table()
        check("adbc: one snapshot over both doors", table.num_rows == 1)
        check("adbc: decimals", table["price"][0].as_py() == decimal.Decimal("12.50"))
        check("adbc: text", table["note"][0].as_py() == "grüße")


def adbc_ingests():
    rows = 10_000
    table = pyarrow.table(
        {
            "id": pyarrow.array(range(rows), pyarrow.int64()),
            "value": pyarrow.array([i * 0.5 for i in range(rows)]),
            "word": pyarrow.array([f"w{i % 7}" for i in range(rows)]),
        }
    )
    with flight_sql.connect(FLIGHT) as connection:
        with connection.cursor() as cursor:
            loaded = cursor.adbc_ingest("ingested", table, mode="create")
            check("adbc: ingest", loaded == rows)
        connection.commit()
    with psycopg.connect(PG) as connection:
        found = connection.execute("SELECT count(*), sum(value) FROM ingested").fetchone()
        check("adbc: ingest is seen over the other door", found == (rows, sum(range(rows)) * 0.5))


def pandas_reads():
    with flight_sql.connect(FLIGHT) as connection:
        frame = pandas.read_sql(
            "SELECT word, count(*) AS n FROM ingested GROUP BY word ORDER BY word", connection
        )
        check("pandas: read_sql", list(frame["word"]) == [f"w{i}" for i in range(7)])


def adbc_statements_that_are_not_queries_run_once():
    with flight_sql.connect(FLIGHT, autocommit=True) as connection:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE once (id integer PRIMARY KEY)")
            cursor.execute("INSERT INTO once VALUES (1), (2)")
            cursor.execute("SELECT count(*) FROM once")
            check("adbc: execute() runs DML once", cursor.fetchone()[0] == 2)


psycopg_types_and_transactions()
adbc_reads_what_psycopg_wrote()
adbc_ingests()
pandas_reads()
adbc_statements_that_are_not_queries_run_once()
