-- What of Citus 12 and 13 dbtool asks and tells: its catalogs with their columns, and its functions with their
-- signatures, which note what they are told and refuse what Citus refuses. No row is moved. It is for tests
-- alone, in a database of their own, as superuser.
SET allow_system_table_mods = on;
CREATE SCHEMA citus;
CREATE SCHEMA columnar;
CREATE TYPE citus.distribution_type AS ENUM ('hash', 'range', 'append');

CREATE TABLE pg_catalog.pg_dist_partition (
    logicalrelid regclass NOT NULL, partmethod "char" NOT NULL, partkey text, colocationid integer DEFAULT 0 NOT NULL,
    repmodel "char" DEFAULT 'c' NOT NULL, autoconverted boolean DEFAULT false NOT NULL);
CREATE TABLE pg_catalog.pg_dist_colocation (
    colocationid integer NOT NULL PRIMARY KEY, shardcount integer NOT NULL, replicationfactor integer NOT NULL,
    distributioncolumntype oid NOT NULL, distributioncolumncollation oid NOT NULL);
CREATE TABLE pg_catalog.pg_dist_schema (schemaid oid NOT NULL PRIMARY KEY, colocationid integer NOT NULL UNIQUE);
CREATE TABLE pg_catalog.pg_dist_shard (
    logicalrelid regclass NOT NULL, shardid bigint NOT NULL PRIMARY KEY, shardstorage "char" NOT NULL,
    shardminvalue text, shardmaxvalue text);
CREATE TABLE pg_catalog.pg_dist_placement (
    placementid bigint NOT NULL PRIMARY KEY, shardid bigint NOT NULL, shardstate integer NOT NULL,
    shardlength bigint NOT NULL, groupid integer NOT NULL);
CREATE TABLE pg_catalog.pg_dist_local_group (groupid integer NOT NULL PRIMARY KEY);
INSERT INTO pg_catalog.pg_dist_local_group VALUES (0);
CREATE SEQUENCE citus.groups;

CREATE FUNCTION pg_catalog.column_to_column_name(table_name regclass, column_var_text text) RETURNS text
LANGUAGE sql STABLE STRICT AS $$ SELECT column_var_text $$;

CREATE FUNCTION pg_catalog.shard_name(object_name regclass, shard_id bigint) RETURNS text
LANGUAGE sql STABLE STRICT AS $$ SELECT object_name::text || '_' || shard_id $$;

-- A group of that many shards, of a column's type.
CREATE FUNCTION citus.new_group(shards integer, type oid) RETURNS integer LANGUAGE sql AS $$
    INSERT INTO pg_catalog.pg_dist_colocation VALUES (nextval('citus.groups'), shards, 1, type, 0) RETURNING colocationid
$$;

CREATE FUNCTION citus.type_of(of regclass, named text) RETURNS oid LANGUAGE plpgsql STABLE AS $$
DECLARE found oid;
BEGIN
    IF named IS NULL THEN RETURN 0; END IF;
    SELECT atttypid INTO found FROM pg_catalog.pg_attribute WHERE attrelid = of AND attname = named AND attnum > 0;
    IF found IS NULL THEN RAISE EXCEPTION 'column "%" of relation "%" does not exist', named, of; END IF;
    RETURN found;
END $$;

-- Notes a table, and those that are its partitions.
CREATE FUNCTION citus.note(of regclass, method "char", key text, into_group integer, model "char") RETURNS void
LANGUAGE sql AS $$
    DELETE FROM pg_catalog.pg_dist_partition WHERE logicalrelid IN (SELECT of UNION SELECT relid FROM pg_catalog.pg_partition_tree(of));
    INSERT INTO pg_catalog.pg_dist_partition
    SELECT relid, method, key, into_group, model, false FROM (SELECT of AS relid UNION SELECT relid FROM pg_catalog.pg_partition_tree(of)) t
$$;

-- What Citus looks at before it distributes a table.
CREATE FUNCTION citus.check_table(of regclass, method "char", key text, into_group integer) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE bad text;
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = of AND relispartition) THEN
        RAISE EXCEPTION 'cannot distribute the partition "%" by itself', of;
    END IF;
    SELECT i.indexrelid::regclass::text INTO bad FROM pg_catalog.pg_index i
    WHERE method = 'h' AND i.indrelid = of AND i.indisunique
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = of AND a.attname = key AND a.attnum = ANY (i.indkey));
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'cannot create constraint on "%": "%" does not hold the distribution column', of, bad;
    END IF;
    IF EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = of AND NOT tgisinternal) THEN
        RAISE EXCEPTION 'triggers are not supported on distributed tables';
    END IF;
    SELECT k.conname INTO bad FROM pg_catalog.pg_constraint k
    LEFT JOIN pg_catalog.pg_dist_partition t ON t.logicalrelid = k.confrelid
    WHERE k.contype = 'f' AND k.conrelid = of AND k.confrelid <> of AND k.conparentid = 0
      AND NOT (coalesce(t.partmethod = 'n' AND t.repmodel = 't', false) OR coalesce(t.colocationid = into_group AND into_group <> 0, false));
    IF bad IS NULL AND method = 'h' THEN
        SELECT k.conname INTO bad FROM pg_catalog.pg_constraint k
        LEFT JOIN pg_catalog.pg_dist_partition t ON t.logicalrelid = k.conrelid
        WHERE k.contype = 'f' AND k.confrelid = of AND k.conrelid <> of AND k.conparentid = 0
          AND NOT coalesce(t.colocationid = into_group, false);
    END IF;
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'cannot create foreign key constraint "%" since relations are not colocated or not referencing a reference table', bad;
    END IF;
END $$;

-- What is lost where Citus makes a table again from its definition, and the views that show it: what is said of them
-- and of their parts, and what roles may do with single columns and with the views.
CREATE FUNCTION citus.write_anew(of regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE shown oid[];
BEGIN
    WITH RECURSIVE v AS (
        SELECT r.ev_class FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
        WHERE d.classid = 'pg_rewrite'::regclass AND d.refobjid IN (SELECT of UNION SELECT relid FROM pg_catalog.pg_partition_tree(of))
        UNION SELECT r.ev_class FROM v JOIN pg_catalog.pg_depend d ON d.refobjid = v.ev_class JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
        WHERE d.classid = 'pg_rewrite'::regclass)
    SELECT array_agg(ev_class) INTO shown FROM v;
    UPDATE pg_catalog.pg_class SET relacl = NULL WHERE oid = ANY (shown);
    UPDATE pg_catalog.pg_attribute SET attacl = NULL WHERE attrelid = of;
    DELETE FROM pg_catalog.pg_description
    WHERE objoid = of OR objoid = ANY (shown)
       OR objoid IN (SELECT oid FROM pg_catalog.pg_constraint WHERE conrelid = of UNION SELECT indexrelid FROM pg_catalog.pg_index WHERE indrelid = of);
END $$;

CREATE FUNCTION citus.group_of(colocate_with text) RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE found integer;
BEGIN
    SELECT colocationid INTO found FROM pg_catalog.pg_dist_partition WHERE logicalrelid = colocate_with::regclass;
    IF coalesce(found, 0) = 0 THEN RAISE EXCEPTION 'relation "%" is not distributed', colocate_with; END IF;
    RETURN found;
END $$;

CREATE FUNCTION pg_catalog.create_distributed_table(
    table_name regclass, distribution_column text, distribution_type citus.distribution_type DEFAULT 'hash',
    colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE into_group integer; type oid := citus.type_of(table_name, distribution_column);
    method "char" := CASE WHEN distribution_column IS NULL THEN 'n' ELSE 'h' END;
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = table_name) THEN
        RAISE EXCEPTION 'table "%" is already distributed', table_name;
    END IF;
    IF colocate_with NOT IN ('none', 'default') THEN
        IF shard_count IS NOT NULL THEN RAISE EXCEPTION 'Cannot use colocate_with with a table and shard_count at the same time'; END IF;
        into_group := citus.group_of(colocate_with);
        IF type <> (SELECT distributioncolumntype FROM pg_catalog.pg_dist_colocation WHERE colocationid = into_group) THEN
            RAISE EXCEPTION 'cannot colocate tables % and %', colocate_with, table_name;
        END IF;
    ELSE
        into_group := citus.new_group(CASE WHEN method = 'n' THEN 1 ELSE coalesce(shard_count, 32) END, type);
    END IF;
    PERFORM citus.check_table(table_name, method, distribution_column, into_group);
    PERFORM citus.note(table_name, method, distribution_column, into_group, 's');
END $$;

CREATE FUNCTION pg_catalog.create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM citus.check_table(table_name, 'n', NULL, -1);
    PERFORM citus.note(table_name, 'n', NULL, citus.new_group(1, 0), 't');
END $$;

CREATE FUNCTION pg_catalog.citus_add_local_table_to_metadata(table_name regclass, cascade_via_foreign_keys boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT cascade_via_foreign_keys AND EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE contype = 'f' AND table_name IN (conrelid, confrelid)) THEN
        RAISE EXCEPTION 'relation "%" is involved in a foreign key relationship with another table', table_name;
    END IF;
    PERFORM citus.write_anew(table_name);
    PERFORM citus.note(table_name, 'n', NULL, 0, 's');
END $$;

CREATE FUNCTION pg_catalog.undistribute_table(table_name regclass, cascade_via_foreign_keys boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_dist_partition WHERE logicalrelid = table_name) THEN
        RAISE EXCEPTION 'cannot undistribute table because the table is not distributed';
    END IF;
    IF NOT cascade_via_foreign_keys AND EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE contype = 'f' AND table_name IN (conrelid, confrelid)) THEN
        RAISE EXCEPTION 'cannot complete operation because table % has a foreign key', table_name;
    END IF;
    PERFORM citus.write_anew(table_name);
    DELETE FROM pg_catalog.pg_dist_partition
    WHERE logicalrelid IN (SELECT table_name UNION SELECT relid FROM pg_catalog.pg_partition_tree(table_name));
END $$;

CREATE FUNCTION pg_catalog.alter_distributed_table(
    table_name regclass, distribution_column text DEFAULT NULL, shard_count int DEFAULT NULL, colocate_with text DEFAULT NULL,
    cascade_to_colocated boolean DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE old record; key text; into_group integer; shards integer;
BEGIN
    SELECT p.*, c.shardcount INTO STRICT old FROM pg_catalog.pg_dist_partition p JOIN pg_catalog.pg_dist_colocation c USING (colocationid)
    WHERE p.logicalrelid = table_name AND p.partmethod = 'h';
    IF cascade_to_colocated AND distribution_column IS NOT NULL THEN
        RAISE EXCEPTION 'distribution_column changes cannot be cascaded to colocated tables';
    END IF;
    key := coalesce(distribution_column, old.partkey);
    shards := coalesce(shard_count, old.shardcount);
    IF cascade_to_colocated THEN
        UPDATE pg_catalog.pg_dist_colocation SET shardcount = shards WHERE colocationid = old.colocationid;
        PERFORM citus.write_anew(logicalrelid) FROM pg_catalog.pg_dist_partition WHERE colocationid = old.colocationid;
        RETURN;
    END IF;
    into_group := CASE WHEN coalesce(colocate_with, 'none') IN ('none', 'default')
        THEN citus.new_group(shards, citus.type_of(table_name, key)) ELSE citus.group_of(colocate_with) END;
    PERFORM citus.check_table(table_name, 'h', key, into_group);
    PERFORM citus.write_anew(table_name);
    PERFORM citus.note(table_name, 'h', key, into_group, 's');
END $$;

CREATE FUNCTION pg_catalog.update_distributed_table_colocation(table_name regclass, colocate_with text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE old record;
BEGIN
    SELECT p.*, c.shardcount INTO STRICT old FROM pg_catalog.pg_dist_partition p JOIN pg_catalog.pg_dist_colocation c USING (colocationid)
    WHERE p.logicalrelid = table_name;
    PERFORM citus.note(table_name, old.partmethod, old.partkey, CASE WHEN colocate_with = 'none'
        THEN citus.new_group(old.shardcount, citus.type_of(table_name, old.partkey)) ELSE citus.group_of(colocate_with) END, old.repmodel);
END $$;

CREATE FUNCTION pg_catalog.citus_schema_distribute(schemaname regnamespace) RETURNS void LANGUAGE plpgsql AS $$
DECLARE into_group integer := citus.new_group(1, 0);
BEGIN
    INSERT INTO pg_catalog.pg_dist_schema VALUES (schemaname, into_group);
    PERFORM citus.note(oid, 'n', NULL, into_group, 's') FROM pg_catalog.pg_class WHERE relnamespace = schemaname AND relkind = 'r';
END $$;

CREATE FUNCTION pg_catalog.citus_schema_undistribute(schemaname regnamespace) RETURNS void LANGUAGE sql AS $$
    DELETE FROM pg_catalog.pg_dist_partition WHERE colocationid = (SELECT colocationid FROM pg_catalog.pg_dist_schema WHERE schemaid = schemaname);
    DELETE FROM pg_catalog.pg_dist_schema WHERE schemaid = schemaname
$$;

-- Its access method, and what is said of its tables.
CREATE ACCESS METHOD columnar TYPE TABLE HANDLER heap_tableam_handler;
CREATE VIEW columnar.options AS
SELECT oid::regclass AS relation, 10000 AS chunk_group_row_limit, 150000 AS stripe_row_limit, 'zstd'::name AS compression, 3 AS compression_level
FROM pg_catalog.pg_class WHERE relam = (SELECT oid FROM pg_catalog.pg_am WHERE amname = 'columnar');
CREATE FUNCTION pg_catalog.alter_table_set_access_method(table_name regclass, access_method text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE contype = 'f' AND table_name IN (conrelid, confrelid)) THEN
        RAISE EXCEPTION 'cannot complete operation because table % has a foreign key', table_name;
    END IF;
    EXECUTE format('ALTER TABLE %s SET ACCESS METHOD %I', table_name, access_method);
    PERFORM citus.write_anew(table_name);
END $$;

-- The nodes that the coordinator knows: none, until a test says where they are.
CREATE TABLE pg_catalog.pg_dist_node (
    nodeid integer, groupid integer, nodename text, nodeport integer, isactive boolean DEFAULT true, noderole text DEFAULT 'primary');

-- Other nodes: what they answer is what this one does, but for what is replaced in it.
CREATE TABLE citus.workers (nodename text, nodeport integer, wrong text, instead text);
INSERT INTO citus.workers VALUES ('worker-1', 5432, NULL, NULL), ('worker-2', 5432, NULL, NULL);
CREATE FUNCTION pg_catalog.run_command_on_workers(
    command text, parallel boolean DEFAULT true, OUT nodename text, OUT nodeport integer, OUT success boolean, OUT result text)
RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE node record;
BEGIN
    FOR node IN SELECT * FROM citus.workers ORDER BY 1 LOOP
        nodename := node.nodename; nodeport := node.nodeport; success := true;
        EXECUTE command INTO result;
        result := coalesce(replace(result, node.wrong, node.instead), result);
        RETURN NEXT;
    END LOOP;
END $$;

-- The extension, with what is its own.
INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
SELECT 999999, 'citus', oid, 11, false, '13.0-1' FROM pg_catalog.pg_roles WHERE rolname = current_user;
INSERT INTO pg_catalog.pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype)
SELECT 'pg_namespace'::regclass, oid, 0, 'pg_extension'::regclass, 999999, 0, 'e'::"char" FROM pg_catalog.pg_namespace WHERE nspname IN ('citus', 'columnar')
UNION ALL SELECT 'pg_type'::regclass, 'citus.distribution_type'::regtype, 0, 'pg_extension'::regclass, 999999, 0, 'e'
UNION ALL SELECT 'pg_am'::regclass, oid, 0, 'pg_extension'::regclass, 999999, 0, 'e' FROM pg_catalog.pg_am WHERE amname = 'columnar'
UNION ALL SELECT 'pg_proc'::regclass, oid, 0, 'pg_extension'::regclass, 999999, 0, 'e' FROM pg_catalog.pg_proc WHERE pronamespace = 'citus'::regnamespace
UNION ALL SELECT 'pg_class'::regclass, oid, 0, 'pg_extension'::regclass, 999999, 0, 'e' FROM pg_catalog.pg_class WHERE relnamespace IN ('citus'::regnamespace, 'columnar'::regnamespace) AND relkind IN ('r', 'v', 'S');
