-- One statement a line; PostgreSQL 15 accepts the syntax of each.
select
select from t
select *, t.*, s.t.* from s.t
select a as "select", b value, c "Quoted", 1 as from from t
select 1 between, 2 isnull, 3 and, a or from t
select all a from only (t) as x (a, b)
select distinct on (a, b + 1) a, b from t order by a, b + 1, c desc nulls last, d using >
select 'it''s', E'a\n\x41\u00e9', U&'d\0061t!0061' uescape '!', $$dollar$$, $t$a$$b$t$, B'10', X'1F', N'n'
select 'a' from t where 'a'
select 1, 1.5, .5, 5., 1e10, 1.5e-3, 2147483648, -1, +a, - - a
select date '2020-01-01', int4 '1', interval '1' day, interval '1' day to second(3), interval(3) '1 s', timestamp(3) with time zone 'now', time without time zone '12:00', double precision '1', numeric(10, 2) '1.5', pg_catalog.text 'x', char(3) 'abc', bit varying(5) '101'
select time, timestamp, interval, char, int, numeric, values, coalesce, position, extract from t
select a::int[], b::pg_catalog.varchar(10)[3], c::int array[4], d::timestamptz(3), e::interval year to month, cast(f as setof int), g::bit(3), h::national character varying(3)
select $1, $2.field, ($3)[1], ($4).*
select a.b.c.d, (a).b, (a.b).c[1].d[2:3], a[1][2], a[:2], a[1:], a[:], (row(1, 2)).f1
select not a and b or c is not null and d is distinct from e or f is not true and g is unknown
select a between 1 and 2 and b not between symmetric 3 and 4, a in (1, 2), b not in (select 1), (a, b) in ((1, 2), (3, 4))
select a like 'x' escape '!', b not ilike 'y', c similar to 'z', d not similar to 'w' escape '#', e ~~ 'q', f like any (array['a']), g not like all (select h from u)
select a = any (b), a <> all (array[1, 2]), a operator(pg_catalog.=) some (select 1), -1 operator(+) 2
select a is normalized, b is not nfkd normalized, c is document, d isnull, e notnull
select a at time zone 'UTC' at time zone b, c collate "C" || d collate pg_catalog."default"
select exists (select 1), array(select 1), array[[1, 2], [3, 4]], array[]::int[], (select 1), ((select 1)), ((select 1) union (select 2))
select ((select 1) + 1), ((select 1), 2), (((select 1)))[1], row(), row(1), row(t.*, 1)
select case a when 1 then 'x' when 2 then 'y' else 'z' end, case when a then b end
select coalesce(a, b), nullif(a, b), greatest(a, 1), least(a, b, c), grouping(a, b)
select extract(epoch from a), extract('year' from b), substring(a from 1 for 2), substring(a for 2), substring(a similar 'b' escape '#'), substring(a, 1), position('a' in b), overlay(a placing 'b' from 1 for 2), trim(a), trim(both from a), trim(leading 'x' from b), trim('x', 'y'), normalize(a, nfc), collation for (a)
select current_date, current_time(3), current_timestamp, localtime, localtimestamp(0), current_user, current_role, session_user, user, current_catalog, current_schema, current_schema()
select f(), s.f(1, 2), f(a => 1, b := 2), f(variadic array[1]), count(*), count(distinct a), sum(all a), string_agg(a, ',' order by b desc)
select percentile_cont(0.5) within group (order by a) filter (where b > 0), sum(a) filter (where c) over (partition by d order by e)
select sum(a) over w, sum(b) over (w rows between unbounded preceding and 1 following exclude ties), rank() over () from t window w as (partition by c order by d), v as (w range current row)
select a from t, u as x (b, c), lateral (select 1) y, lateral f(a) z, generate_series(1, 2) with ordinality as g (i, n)
select * from f() as (a int, b text collate "C"), f() x (a int), rows from (f(1), g(2) as (a int)) with ordinality as r, current_date d, cast(1 as int) e
select * from a join b on true left join c using (x, y) as j right outer join d on 1 = 1 full join e using (z) cross join f natural join g natural left join h
select * from a join b join c on true on true, (a cross join b) as x, ((a join b on true)), ((select 1) union (select 2)) y, ((select 1) z cross join a)
select * from t tablesample system (10) repeatable (3), only u, v *
select a from t where b group by a, (), (b, c), rollup (d, (e, f)), cube (g), grouping sets ((h), (), rollup (i)) having count(*) > 1
select a from t group by distinct a order by 1 limit 10 offset 5
select a from t order by 1 offset 5 rows fetch next 3 rows with ties
select a from t order by b fetch first row only
select a from t limit all offset $1
select a from t for update of t nowait for no key update skip locked for share for key share of u
select a into temporary table x from t
select 1 union all select 2 intersect select 3 except distinct select 4 order by 1
(select 1 order by 1) union (select 2 limit 1) limit 3
(((select 1) order by 1) limit 2)
values (1, 'a'), (2, default) order by 1
table only s.t
with a as (select 1), b (x) as not materialized (values (1)), c as materialized (delete from t returning *) select * from a, b, c
with recursive r (n) as (select 1 union all select n + 1 from r) search depth first by n set s cycle n set c to 'y' default 'n' using p select * from r
with recursive as (select 1) select * from recursive
select 1 from t where (a, b) overlaps (c, d) and row(a, b) overlaps (c, d)
insert into t default values
insert into s.t as x (a, b[1], c.d) overriding system value values (1, 2, default) returning *, a + 1 as b
insert into t (select 1)
insert into t (a) (select 1) union select 2
with x as (select 1) insert into t table x
insert into t values (1) on conflict do nothing
insert into t values (1) on conflict (a, lower(b) collate "C" text_ops, (c + 1)) where d do update set e = excluded.e, (f, g) = (1, default), (h) = row(1) where t.a > 1 returning a
insert into t select 1 on conflict on constraint k do nothing
update only t as x set a = 1, b[1] = default, c.d = 2, (e, f) = (select 1, 2) from u, v where x.a = u.a returning x.*
update t set set = 1 where current of c
delete from t using u join v on true where t.a = u.a returning *
merge into t as x using (select 1 as a) u on x.a = u.a when matched and u.b then update set a = 1, (b, c) = (1, 2) when matched then delete when not matched then insert (a) values (default) when not matched then do nothing
create table t ()
create table if not exists s.t (a int primary key, b text collate "C" not null default 'x' || 'y', c numeric(10, 2) check (c > 0) no inherit, d int constraint u unique nulls not distinct, e int references u (a) match full on delete set null (e) on update cascade deferrable initially deferred, f int generated always as (a * 2) stored, g bigint generated by default as identity (start with 10 increment by 2 no cycle), h text compression pglz null)
create table t (a int, constraint p primary key (a) include (b) with (fillfactor = 70) using index tablespace x, unique (a, b), check (a > 0) not valid, foreign key (a) references u on delete restrict not deferrable, exclude using gist (a with =) where (b), like u including all excluding indexes)
create temp table t (a int) inherits (u, v) on commit delete rows
create unlogged table t (a int) partition by range (a, lower(b) collate "C", (c + 1)) using heap with (fillfactor = 10, toast.autovacuum_enabled = false) tablespace x
create table t partition of u for values from (1, minvalue) to (2, maxvalue) partition by list (a)
create table t partition of u (a with options not null, check (a > 0)) for values in (1, null)
create table t partition of u for values with (modulus 4, remainder 1)
create table t partition of u default
create table t of s.ty (a with options primary key)
create table t (a, b) with (x) on commit drop as select 1, 2 with no data
create table if not exists t as execute p (1)
create unique index concurrently if not exists i on only t using btree (a desc nulls last, lower(b) collate "C" text_pattern_ops, (c || d), e int4_ops (x = 1)) include (f) nulls not distinct with (fillfactor = 70) tablespace x where a > 1
create index on t (a)
create schema if not exists s authorization current_user
create schema authorization joe create table t (a int) create view v as select 1
create sequence if not exists s as bigint start with 1 increment by -1 minvalue -5 no maxvalue cache 10 cycle owned by t.a
alter sequence s restart with 5 owned by none
create or replace temp view v (a, b) with (security_barrier) as select 1, 2 with local check option
create recursive view v (n) as select 1
create materialized view if not exists v as select 1 with no data
refresh materialized view concurrently v with data
create type s.mood as enum ('a', 'b')
create type c as (a int, b text collate "C")
alter type mood add value if not exists 'c' after 'b'
alter type mood rename value 'a' to 'x'
create domain d as int collate "C" default 1 constraint c check (value > 0) not null
alter domain d drop constraint if exists c cascade
create database d with owner = joe encoding 'UTF8' template template0 connection limit 5
create extension if not exists pgcrypto with schema s version '1.0' cascade
alter table if exists only t add column if not exists a int not null default 1, drop column if exists b cascade, alter c type bigint using c::bigint, alter column d set default 1 + 1, alter d drop default, alter e set not null, alter f drop not null
alter table t add constraint k unique using index i, drop constraint if exists l restrict, validate constraint m, alter constraint n deferrable, add primary key (a)
alter table t alter a add generated always as identity (start 1), alter b set generated by default set increment 2 restart, alter c drop identity if exists, alter d drop expression, alter e set statistics 100, alter f set storage external, alter g set (n_distinct = 5), alter h reset (n_distinct)
alter table t set (tiering = hot, fillfactor = 70), reset (x), owner to joe, set logged, inherit u, no inherit v, cluster on i, replica identity full, enable row level security, disable trigger all
alter table t attach partition u for values in (1)
alter table t detach partition u concurrently
alter table t rename to u
alter table t rename a to b
alter table t rename constraint a to b
alter table t set schema s
alter index i rename to j
alter view v owner to session_user
alter schema s rename to r
alter database d set work_mem to '1MB'
drop table if exists a, s.b cascade
drop index concurrently i
drop view v restrict
drop materialized view v
drop schema if exists a, b
drop type if exists s.t, u
drop database if exists d with (force)
drop trigger t on u
truncate table only a, b *, c restart identity cascade
comment on column s.t.c is 'x'
comment on constraint k on t is null
comment on extension e is ''
begin
begin isolation level serializable, read only, not deferrable
start transaction read write isolation level repeatable read
commit and no chain
end work
rollback transaction and chain
abort
savepoint s
rollback to savepoint s
rollback work to s
release s
prepare transaction 'x'
commit prepared 'x'
set search_path to a, "B", 'c'
set local datestyle = iso, mdy
set session timezone = -5
set time zone 'UTC'
set time zone local
set time zone interval '-08:00' hour to minute
set names 'utf8'
set role none
set session authorization default
set a.b.c to default
set transaction isolation level read committed read only
set session characteristics as transaction read write
set transaction snapshot '0001'
set constraints a, s.b deferred
set constraints all immediate
show all
show time zone
show transaction isolation level
show a.b
reset session authorization
reset all
discard temp
prepare p (int, text[]) as select $1, $2
execute p (1, 'x')
deallocate prepare all
declare c binary no scroll cursor with hold for select 1
fetch next from c
fetch -5 in c
fetch absolute 3 c
fetch backward all from c
move forward 10 in c
fetch c
close all
explain select 1
explain analyze verbose insert into t values (1)
explain (analyze, costs off, format json, buffers true) create table t as select 1
explain (select 1) union select 2
analyze verbose s.t (a, b), u
vacuum full freeze verbose analyze t
vacuum (parallel 2, full false) t (a)
reindex (verbose) table concurrently s.t
cluster t using i
checkpoint
lock table only a, b in share row exclusive mode nowait
listen c
notify c, 'payload'
unlisten *
call s.p(1, a => 2)
do $$ begin end $$ language plpgsql
copy t from stdin
copy s.t (a, b) from '/x/y' with (format csv, header, delimiter ',', force_not_null (a, b), force_quote *) where a > 1
copy t to stdout csv header quote as '"' force quote a, b
copy binary t to program 'cat'
copy (select 1) to stdout (format binary)
copy t from stdin using delimiters '|' with null as 'N' delimiter 'x' encoding 'utf8' freeze
grant select, insert (a, b), references on s.t, u to joe, public, group g with grant option granted by current_user
grant all privileges on all tables in schema a, b to session_user
grant usage on schema s to joe
grant a, b to c, d with admin option
revoke grant option for select on table t from joe cascade
revoke admin option for a from b
create role r with login superuser nocreatedb password 'x' connection limit -1 valid until 'infinity' in role a, b
create user u encrypted password 'x'
alter role all in database d set work_mem = 1
alter user u with nologin
alter group g add user a, b
drop user if exists a, b
