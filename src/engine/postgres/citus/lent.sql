-- Citus's functions by their names and signatures, which do nothing: for migrations that call them on a scratch
-- server, where there are no other nodes.
-- A server that has Citus is lent nothing.
DO $lend$ BEGIN IF to_regproc('pg_catalog.create_distributed_table') IS NULL THEN EXECUTE $lent$
SET allow_system_table_mods = on;
INSERT INTO pg_catalog.pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
SELECT 4294960000, 'citus', r.oid, 11, false, '0' FROM pg_catalog.pg_roles r
WHERE r.rolname = current_user AND NOT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'citus');
RESET allow_system_table_mods;
CREATE OR REPLACE FUNCTION pg_catalog.create_distributed_table(table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.create_distributed_table_concurrently(table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.create_reference_table(table_name regclass) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.undistribute_table(table_name regclass, cascade_via_foreign_keys boolean DEFAULT false) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.alter_distributed_table(table_name regclass, distribution_column text DEFAULT NULL, shard_count int DEFAULT NULL, colocate_with text DEFAULT NULL, cascade_to_colocated boolean DEFAULT NULL) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.update_distributed_table_colocation(table_name regclass, colocate_with text) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.mark_tables_colocated(source_table_name regclass, target_table_names regclass[]) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.citus_add_local_table_to_metadata(table_name regclass, cascade_via_foreign_keys boolean DEFAULT false) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.remove_local_tables_from_metadata() RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.citus_schema_distribute(schemaname regnamespace) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.citus_schema_undistribute(schemaname regnamespace) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.alter_table_set_access_method(table_name regclass, access_method text) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.truncate_local_data_after_distributing_table(function_name regclass) RETURNS void LANGUAGE sql AS '';
CREATE OR REPLACE FUNCTION pg_catalog.create_distributed_function(function_name regprocedure, distribution_arg_name text DEFAULT NULL, colocate_with text DEFAULT 'default', force_delegation boolean DEFAULT NULL) RETURNS void LANGUAGE sql AS '';
$lent$; END IF; END $lend$
