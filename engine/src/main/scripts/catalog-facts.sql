-- Writes the facts about PostgreSQL 15's built-in objects that the engine's catalog relations show.
-- Run it with psql against a fresh PostgreSQL 15 from src/main/resources/omendb/engine/catalog.
-- Each file is named for its relation; its first line names the columns, columns left out are
-- NULL or, where the relation says NOT NULL, zero.
create temp view shown as
  select t.* from pg_type t left join pg_type e on e.oid = t.typelem
  where t.typrelid = 0 and t.typnamespace = 11
    and (e.oid is null or e.typrelid = 0)
    and t.typname !~ '^_?(pg_|gts|txid)'
  union all
  -- What else columns of the catalog are of.
  select * from pg_type
  where typname in ('pg_node_tree', 'pg_lsn', '_pg_lsn', 'pg_ndistinct', 'pg_dependencies',
      'pg_mcv_list', 'pg_statistic', '_pg_statistic')
     or typtype = 'd' and typnamespace = 'information_schema'::regnamespace;
create temp view used as
  select oid from shown
  where typtype = 'p'
     or coalesce(nullif(typelem, 0), oid) in (
       16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 30, 114, 700, 701, 705, 1042, 1043, 1082, 1083,
       1114, 1184, 1186, 1700, 2205, 2206, 2950, 3802, 3904, 3906, 3908, 3910, 3912,
       600, 601, 602, 603, 604, 628, 718, 1560, 1562, 3926, 4451, 4532, 4533, 4534, 4535, 4536);
\copy (select oid, typname, case typnamespace when 11 then 11 else 13207 end typnamespace, typlen, typbyval, typtype, typcategory, typispreferred, typdelim, typsubscript::oid typsubscript, typelem, typarray, typinput::oid typinput, typoutput::oid typoutput, typreceive::oid typreceive, typsend::oid typsend, typmodin::oid typmodin, typmodout::oid typmodout, typalign, typstorage, typbasetype, typtypmod, typcollation from shown order by oid) to pg_type.tsv with (header)
\copy (select oid, proname, prolang, procost, prorows, provariadic, prokind, proleakproof, proisstrict, proretset, provolatile, proparallel, pronargs, pronargdefaults, prorettype, proargtypes, proallargtypes, proargmodes, proargnames, prosrc from pg_proc p where pronamespace = 11 and prorettype in (select oid from used) and not exists (select from unnest(p.proargtypes) a where a not in (select oid from used)) order by oid) to pg_proc.tsv with (header)
\copy (select oid, oprname, oprkind, oprcanmerge, oprcanhash, oprleft, oprright, oprresult, oprcom, oprnegate, oprcode::oid oprcode, oprrest::oid oprrest, oprjoin::oid oprjoin from pg_operator where (oprleft = 0 or oprleft in (select oid from used)) and oprright in (select oid from used) order by oid) to pg_operator.tsv with (header)
\copy (select oid, opcmethod, opcname, opcfamily, opcintype, opcdefault, opckeytype from pg_opclass where opcmethod in (403, 405) and opcintype in (select oid from used) order by oid) to pg_opclass.tsv with (header)
\copy (select oid, opfmethod, opfname from pg_opfamily where oid in (select opcfamily from pg_opclass where opcmethod in (403, 405) and opcintype in (select oid from used)) order by oid) to pg_opfamily.tsv with (header)
\copy (select rngtypid, rngsubtype, rngmultitypid, rngcollation, rngsubopc, rngcanonical::oid rngcanonical, rngsubdiff::oid rngsubdiff from pg_range order by 1) to pg_range.tsv with (header)
\copy (select oid, amname, amhandler::oid amhandler, amtype from pg_am where oid in (2, 403) order by oid) to pg_am.tsv with (header)
\copy (select oid, lanname, lanispl, lanpltrusted, lanvalidator from pg_language where oid in (12, 13, 14) order by oid) to pg_language.tsv with (header)
\copy (select oid, collname, collprovider, collisdeterministic, collencoding, collcollate, collctype from pg_collation where oid in (100, 950, 951) or collname = 'ucs_basic' order by oid) to pg_collation.tsv with (header)
\copy (select oid, castsource, casttarget, castfunc, castcontext, castmethod from pg_cast where castsource in (select oid from used) and casttarget in (select oid from used) order by oid) to pg_cast.tsv with (header)
\copy (select oid, spcname from pg_tablespace order by oid) to pg_tablespace.tsv with (header)
\copy (select name, unit, category, context, vartype, min_val, max_val, enumvals from pg_settings order by lower(name)) to pg_settings.tsv with (header)
