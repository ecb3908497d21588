-- What Supabase has made before its user comes, in small: schemas, roles that own them, triggers and
-- grants of its own. Roles are made by the test.
CREATE SCHEMA extensions;
ALTER SCHEMA extensions OWNER TO supabase_admin;
CREATE EXTENSION pgcrypto SCHEMA extensions;
CREATE SCHEMA auth;
ALTER SCHEMA auth OWNER TO supabase_admin;
GRANT USAGE ON SCHEMA auth TO anon, authenticated;
CREATE TYPE auth.aal_level AS ENUM ('aal1', 'aal2');
CREATE TABLE auth.users (
    id uuid PRIMARY KEY,
    email text UNIQUE,
    level auth.aal_level,
    raw_user_meta_data jsonb,
    created_at timestamptz DEFAULT now()
);
CREATE TABLE auth.identities (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid REFERENCES auth.users ON DELETE CASCADE
);
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE
    AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::uuid $$;
CREATE FUNCTION auth.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON auth.users FOR EACH ROW EXECUTE FUNCTION auth.touch();
ALTER TYPE auth.aal_level OWNER TO supabase_auth_admin;
ALTER TABLE auth.users OWNER TO supabase_auth_admin;
ALTER TABLE auth.identities OWNER TO supabase_auth_admin;
ALTER FUNCTION auth.uid() OWNER TO supabase_auth_admin;
ALTER FUNCTION auth.touch() OWNER TO supabase_auth_admin;
GRANT SELECT ON auth.users TO service_role;
CREATE SCHEMA storage;
ALTER SCHEMA storage OWNER TO supabase_admin;
CREATE TABLE storage.objects (id uuid PRIMARY KEY, name text, owner uuid);
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
ALTER TABLE storage.objects OWNER TO supabase_storage_admin;
CREATE FUNCTION extensions.watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$;
ALTER FUNCTION extensions.watch() OWNER TO supabase_admin;
CREATE EVENT TRIGGER pgrst_ddl_watch ON ddl_command_end EXECUTE FUNCTION extensions.watch();
ALTER EVENT TRIGGER pgrst_ddl_watch OWNER TO supabase_admin;
CREATE PUBLICATION supabase_realtime;
ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA public GRANT ALL ON TABLES TO service_role;
