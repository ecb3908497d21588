-- Sourcegraph's schema as people would write it by hand, in SQL and in no order but a reader's.
-- `\d` of each of its tables is `snapshots/sourcegraph.md`.

CREATE EXTENSION IF NOT EXISTS citext;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TYPE critical_or_site AS ENUM ('critical', 'site');

-- People and their organizations ----------------------------------------------------------------

CREATE TABLE users (
    id serial PRIMARY KEY,
    username citext NOT NULL,
    display_name text,
    avatar_url text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    invite_quota int NOT NULL DEFAULT 15,
    passwd text,
    passwd_reset_code text,
    passwd_reset_time timestamptz,
    site_admin bool NOT NULL DEFAULT false,
    page_views int NOT NULL DEFAULT 0,
    search_queries int NOT NULL DEFAULT 0,
    tags text[] DEFAULT '{}',
    billing_customer_id text,
    CONSTRAINT users_display_name_max_length CHECK (char_length(display_name) <= 255),
    CONSTRAINT users_username_max_length CHECK (char_length(username::text) <= 255),
    CONSTRAINT users_username_valid_chars CHECK (username ~ '^[a-zA-Z0-9](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$')
);

CREATE UNIQUE INDEX users_username ON users (username) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_billing_customer_id ON users (billing_customer_id) WHERE deleted_at IS NULL;

CREATE TABLE user_emails (
    user_id int NOT NULL REFERENCES users (id),
    email citext NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    verification_code text,
    verified_at timestamptz,
    CONSTRAINT user_emails_no_duplicates_per_user UNIQUE (user_id, email),
    CONSTRAINT user_emails_unique_verified_email
        EXCLUDE USING btree (email WITH =) WHERE (verified_at IS NOT NULL)
);

CREATE TABLE user_external_accounts (
    id serial PRIMARY KEY,
    user_id int NOT NULL REFERENCES users (id),
    service_type text NOT NULL,
    service_id text NOT NULL,
    account_id text NOT NULL,
    auth_data jsonb,
    account_data jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    client_id text NOT NULL
);

CREATE UNIQUE INDEX user_external_accounts_account
    ON user_external_accounts (service_type, service_id, client_id, account_id)
    WHERE deleted_at IS NULL;

CREATE TABLE orgs (
    id serial PRIMARY KEY,
    name citext NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    display_name text,
    slack_webhook_url text,
    deleted_at timestamptz,
    CONSTRAINT orgs_display_name_max_length CHECK (char_length(display_name) <= 255),
    CONSTRAINT orgs_name_max_length CHECK (char_length(name::text) <= 255),
    CONSTRAINT orgs_name_valid_chars CHECK (name ~ '^[a-zA-Z0-9](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$')
);

CREATE UNIQUE INDEX orgs_name ON orgs (name) WHERE deleted_at IS NULL;

CREATE TABLE org_members (
    id serial PRIMARY KEY,
    org_id int NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    user_id int NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    UNIQUE (org_id, user_id),
    CONSTRAINT org_members_references_orgs FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE RESTRICT
);

-- Left by a migration of members from text to integer ids.
CREATE TABLE org_members_bkup_1514536731 (
    id int,
    org_id int,
    user_id_old text,
    created_at timestamptz,
    updated_at timestamptz,
    user_id int
);

CREATE TABLE org_invitations (
    id bigserial PRIMARY KEY,
    org_id int NOT NULL REFERENCES orgs (id),
    sender_user_id int NOT NULL REFERENCES users (id),
    recipient_user_id int NOT NULL REFERENCES users (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    notified_at timestamptz,
    responded_at timestamptz,
    response_type boolean,
    revoked_at timestamptz,
    deleted_at timestamptz,
    CONSTRAINT check_atomic_response CHECK ((responded_at IS NULL) = (response_type IS NULL)),
    CONSTRAINT check_single_use CHECK ((responded_at IS NULL AND response_type IS NULL) OR revoked_at IS NULL)
);

CREATE INDEX org_invitations_org_id ON org_invitations (org_id) WHERE deleted_at IS NULL;
CREATE INDEX org_invitations_recipient_user_id ON org_invitations (recipient_user_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX org_invitations_singleflight ON org_invitations (org_id, recipient_user_id)
    WHERE responded_at IS NULL AND revoked_at IS NULL AND deleted_at IS NULL;

-- One name space for users and organizations.
CREATE TABLE names (
    name citext PRIMARY KEY,
    user_id int REFERENCES users (id) ON UPDATE CASCADE ON DELETE CASCADE,
    org_id int REFERENCES orgs (id) ON UPDATE CASCADE ON DELETE CASCADE,
    CHECK (user_id IS NOT NULL OR org_id IS NOT NULL)
);

CREATE TABLE access_tokens (
    id bigserial PRIMARY KEY,
    subject_user_id int NOT NULL REFERENCES users (id),
    value_sha256 bytea NOT NULL UNIQUE,
    note text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    deleted_at timestamptz,
    creator_user_id int NOT NULL REFERENCES users (id),
    scopes text[] NOT NULL
);

CREATE INDEX access_tokens_lookup ON access_tokens USING hash (value_sha256) WHERE deleted_at IS NULL;

CREATE TABLE survey_responses (
    id bigserial PRIMARY KEY,
    user_id int REFERENCES users (id),
    email text,
    score int NOT NULL,
    reason text,
    better text,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Settings --------------------------------------------------------------------------------------

CREATE TABLE settings (
    id serial PRIMARY KEY,
    org_id int,
    contents text,
    created_at timestamptz NOT NULL DEFAULT now(),
    user_id int REFERENCES users (id) ON DELETE RESTRICT,
    author_user_id int REFERENCES users (id) ON DELETE RESTRICT,
    CONSTRAINT settings_references_orgs FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE RESTRICT
);

-- Left by the same migration as org_members_bkup_1514536731.
CREATE TABLE settings_bkup_1514702776 (
    id int,
    org_id int,
    author_user_id_old text,
    contents text,
    created_at timestamptz,
    user_id int,
    author_user_id int
);

CREATE TABLE critical_and_site_config (
    id serial PRIMARY KEY,
    type critical_or_site NOT NULL,
    contents text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX critical_and_site_config_unique ON critical_and_site_config (id, type);

CREATE TABLE global_state (
    site_id uuid PRIMARY KEY,
    initialized bool NOT NULL DEFAULT false,
    mgmt_password_plaintext text NOT NULL DEFAULT '',
    mgmt_password_bcrypt text NOT NULL DEFAULT ''
);

CREATE TABLE cert_cache (
    id bigserial PRIMARY KEY,
    cache_key text NOT NULL,
    b64data text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);

CREATE UNIQUE INDEX cert_cache_key_idx ON cert_cache (cache_key);

-- Repositories ----------------------------------------------------------------------------------

CREATE TABLE external_services (
    id bigserial PRIMARY KEY,
    kind text NOT NULL,
    display_name text NOT NULL,
    config text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);

CREATE TABLE repo (
    id serial PRIMARY KEY,
    name citext NOT NULL,
    description text,
    language text,
    fork bool,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz,
    pushed_at timestamptz,
    indexed_revision text,
    freeze_indexed_revision bool,
    external_id text,
    external_service_type text,
    external_service_id text,
    enabled bool NOT NULL DEFAULT true,
    archived bool NOT NULL DEFAULT false,
    uri citext NOT NULL,
    CONSTRAINT check_external CHECK (
        (external_id IS NULL AND external_service_type IS NULL AND external_service_id IS NULL)
        OR (external_id IS NOT NULL AND external_service_type IS NOT NULL AND external_service_id IS NOT NULL)
    ),
    CONSTRAINT check_name_nonempty CHECK (name <> '')
);

CREATE UNIQUE INDEX repo_name_unique ON repo (name);
CREATE INDEX repo_name_trgm ON repo USING gin (lower(name::text) gin_trgm_ops);

-- The column uri was renamed to name; writers that know but one of them keep working.
CREATE FUNCTION set_repo_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name := COALESCE(NEW.name, NEW.uri);
    NEW.uri := COALESCE(NEW.uri, NEW.name);
    RETURN NEW;
END
$$;

CREATE TRIGGER trig_set_repo_name BEFORE INSERT ON repo FOR EACH ROW EXECUTE FUNCTION set_repo_name();

CREATE TABLE phabricator_repos (
    id serial PRIMARY KEY,
    callsign citext NOT NULL,
    repo_name citext NOT NULL UNIQUE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    url text NOT NULL DEFAULT ''
);

CREATE TABLE global_dep (
    language text NOT NULL,
    dep_data jsonb NOT NULL,
    repo_id int NOT NULL,
    hints jsonb,
    CONSTRAINT global_dep_repo_id FOREIGN KEY (repo_id) REFERENCES repo (id) ON DELETE RESTRICT
);

CREATE INDEX global_dep_idx_package ON global_dep ((dep_data ->> 'package' COLLATE "C"));
CREATE INDEX global_dep_idxgin ON global_dep USING gin (dep_data jsonb_path_ops);
CREATE INDEX global_dep_language ON global_dep (language);
CREATE INDEX global_dep_repo_id ON global_dep (repo_id);

CREATE TABLE pkgs (
    repo_id int NOT NULL,
    language text NOT NULL,
    pkg jsonb NOT NULL,
    CONSTRAINT pkgs_repo_id FOREIGN KEY (repo_id) REFERENCES repo (id) ON DELETE RESTRICT
);

CREATE INDEX pkg_pkg_idx ON pkgs USING gin (pkg jsonb_path_ops);
CREATE INDEX pkg_lang_idx ON pkgs (language);
CREATE INDEX pkg_repo_idx ON pkgs (repo_id);

CREATE TABLE saved_queries (
    query text NOT NULL,
    last_executed timestamptz NOT NULL,
    latest_result timestamptz NOT NULL,
    exec_duration_ns bigint NOT NULL
);

CREATE UNIQUE INDEX saved_queries_query_unique ON saved_queries (query);

-- Discussions -----------------------------------------------------------------------------------

CREATE TABLE discussion_threads (
    id bigserial PRIMARY KEY,
    author_user_id int NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    title text,
    target_repo_id bigint,
    created_at timestamptz NOT NULL DEFAULT now(),
    archived_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);

CREATE INDEX discussion_threads_id_idx ON discussion_threads (id);
CREATE INDEX discussion_threads_author_user_id_idx ON discussion_threads (author_user_id);

CREATE TABLE discussion_threads_target_repo (
    id bigserial PRIMARY KEY,
    thread_id bigint NOT NULL REFERENCES discussion_threads (id) ON DELETE RESTRICT,
    repo_id int NOT NULL REFERENCES repo (id) ON DELETE RESTRICT,
    path text,
    branch text,
    revision text,
    start_line int,
    end_line int,
    start_character int,
    end_character int,
    lines_before text,
    lines text,
    lines_after text
);

CREATE INDEX discussion_threads_target_repo_repo_id_path_idx ON discussion_threads_target_repo (repo_id, path);

-- A thread knows its target as the target knows its thread.
ALTER TABLE discussion_threads ADD CONSTRAINT discussion_threads_target_repo_id_fk
    FOREIGN KEY (target_repo_id) REFERENCES discussion_threads_target_repo (id) ON DELETE RESTRICT;

CREATE TABLE discussion_comments (
    id bigserial PRIMARY KEY,
    thread_id bigint NOT NULL REFERENCES discussion_threads (id) ON DELETE RESTRICT,
    author_user_id int NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    contents text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    reports text[] NOT NULL DEFAULT '{}'
);

CREATE INDEX discussion_comments_thread_id_idx ON discussion_comments (thread_id);
CREATE INDEX discussion_comments_author_user_id_idx ON discussion_comments (author_user_id);
CREATE INDEX discussion_comments_reports_array_length_idx ON discussion_comments (array_length(reports, 1));

CREATE TABLE discussion_mail_reply_tokens (
    token text PRIMARY KEY,
    user_id int NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
    thread_id bigint NOT NULL REFERENCES discussion_threads (id) ON DELETE RESTRICT,
    deleted_at timestamptz
);

CREATE INDEX discussion_mail_reply_tokens_token_idx ON discussion_mail_reply_tokens (token);
CREATE INDEX discussion_mail_reply_tokens_user_id_thread_id_idx ON discussion_mail_reply_tokens (user_id, thread_id);

-- The registry of extensions --------------------------------------------------------------------

CREATE TABLE registry_extensions (
    id serial PRIMARY KEY,
    uuid uuid NOT NULL,
    publisher_user_id int REFERENCES users (id),
    publisher_org_id int REFERENCES orgs (id),
    name citext NOT NULL,
    manifest text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    CONSTRAINT registry_extensions_name_length
        CHECK (char_length(name::text) > 0 AND char_length(name::text) <= 128),
    CONSTRAINT registry_extensions_name_valid_chars
        CHECK (name ~ '^[a-zA-Z0-9](?:[a-zA-Z0-9]|[_.-](?=[a-zA-Z0-9]))*$'),
    CONSTRAINT registry_extensions_single_publisher
        CHECK ((publisher_user_id IS NULL) <> (publisher_org_id IS NULL))
);

CREATE UNIQUE INDEX registry_extensions_uuid ON registry_extensions (uuid);
CREATE UNIQUE INDEX registry_extensions_publisher_name
    ON registry_extensions (COALESCE(publisher_user_id, 0), COALESCE(publisher_org_id, 0), name)
    WHERE deleted_at IS NULL;

CREATE TABLE registry_extension_releases (
    id bigserial PRIMARY KEY,
    registry_extension_id int NOT NULL REFERENCES registry_extensions (id) ON UPDATE CASCADE ON DELETE CASCADE,
    creator_user_id int NOT NULL REFERENCES users (id),
    release_version citext,
    release_tag citext NOT NULL,
    manifest jsonb NOT NULL,
    bundle text,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    source_map text
);

CREATE INDEX registry_extension_releases_registry_extension_id
    ON registry_extension_releases (registry_extension_id, release_tag, created_at DESC)
    WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX registry_extension_releases_version
    ON registry_extension_releases (registry_extension_id, release_version)
    WHERE release_version IS NOT NULL;

-- Subscriptions and licenses --------------------------------------------------------------------

CREATE TABLE product_subscriptions (
    id uuid PRIMARY KEY,
    user_id int NOT NULL REFERENCES users (id),
    billing_subscription_id text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    archived_at timestamptz
);

CREATE TABLE product_licenses (
    id uuid PRIMARY KEY,
    product_subscription_id uuid NOT NULL REFERENCES product_subscriptions (id),
    license_key text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- What runs the migrations keeps its place here.
CREATE TABLE schema_migrations (
    version bigint PRIMARY KEY,
    dirty bool NOT NULL
);
