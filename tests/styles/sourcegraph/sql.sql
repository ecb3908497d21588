BEGIN;
CREATE EXTENSION citext SCHEMA public;
CREATE EXTENSION pg_trgm SCHEMA public;
CREATE TYPE public.critical_or_site AS ENUM ('critical', 'site');
CREATE SEQUENCE public.access_tokens_id_seq;
CREATE SEQUENCE public.cert_cache_id_seq;
CREATE SEQUENCE public.critical_and_site_config_id_seq AS integer;
CREATE SEQUENCE public.discussion_comments_id_seq;
CREATE SEQUENCE public.discussion_threads_id_seq;
CREATE SEQUENCE public.discussion_threads_target_repo_id_seq;
CREATE SEQUENCE public.external_services_id_seq;
CREATE SEQUENCE public.org_invitations_id_seq;
CREATE SEQUENCE public.org_members_id_seq AS integer;
CREATE SEQUENCE public.orgs_id_seq AS integer;
CREATE SEQUENCE public.phabricator_repos_id_seq AS integer;
CREATE SEQUENCE public.registry_extension_releases_id_seq;
CREATE SEQUENCE public.registry_extensions_id_seq AS integer;
CREATE SEQUENCE public.repo_id_seq AS integer;
CREATE SEQUENCE public.settings_id_seq AS integer;
CREATE SEQUENCE public.survey_responses_id_seq;
CREATE SEQUENCE public.user_external_accounts_id_seq AS integer;
CREATE SEQUENCE public.users_id_seq AS integer;
CREATE TABLE public.access_tokens (
    id bigint DEFAULT nextval('public.access_tokens_id_seq'::regclass) NOT NULL,
    subject_user_id integer NOT NULL,
    value_sha256 bytea NOT NULL,
    note text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone,
    deleted_at timestamp with time zone,
    creator_user_id integer NOT NULL,
    scopes text[] NOT NULL,
    CONSTRAINT access_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT access_tokens_value_sha256_key UNIQUE (value_sha256)
);
ALTER SEQUENCE public.access_tokens_id_seq OWNED BY public.access_tokens.id;
CREATE TABLE public.cert_cache (
    id bigint DEFAULT nextval('public.cert_cache_id_seq'::regclass) NOT NULL,
    cache_key text NOT NULL,
    b64data text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT cert_cache_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.cert_cache_id_seq OWNED BY public.cert_cache.id;
CREATE TABLE public.critical_and_site_config (
    id integer DEFAULT nextval('public.critical_and_site_config_id_seq'::regclass) NOT NULL,
    type public.critical_or_site NOT NULL,
    contents text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT critical_and_site_config_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.critical_and_site_config_id_seq OWNED BY public.critical_and_site_config.id;
CREATE TABLE public.discussion_comments (
    id bigint DEFAULT nextval('public.discussion_comments_id_seq'::regclass) NOT NULL,
    thread_id bigint NOT NULL,
    author_user_id integer NOT NULL,
    contents text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    reports text[] DEFAULT '{}'::text[] NOT NULL,
    CONSTRAINT discussion_comments_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.discussion_comments_id_seq OWNED BY public.discussion_comments.id;
CREATE TABLE public.discussion_mail_reply_tokens (
    token text NOT NULL,
    user_id integer NOT NULL,
    thread_id bigint NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT discussion_mail_reply_tokens_pkey PRIMARY KEY (token)
);
CREATE TABLE public.discussion_threads (
    id bigint DEFAULT nextval('public.discussion_threads_id_seq'::regclass) NOT NULL,
    author_user_id integer NOT NULL,
    title text,
    target_repo_id bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    archived_at timestamp with time zone,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT discussion_threads_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.discussion_threads_id_seq OWNED BY public.discussion_threads.id;
CREATE TABLE public.discussion_threads_target_repo (
    id bigint DEFAULT nextval('public.discussion_threads_target_repo_id_seq'::regclass) NOT NULL,
    thread_id bigint NOT NULL,
    repo_id integer NOT NULL,
    path text,
    branch text,
    revision text,
    start_line integer,
    end_line integer,
    start_character integer,
    end_character integer,
    lines_before text,
    lines text,
    lines_after text,
    CONSTRAINT discussion_threads_target_repo_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.discussion_threads_target_repo_id_seq OWNED BY public.discussion_threads_target_repo.id;
CREATE TABLE public.external_services (
    id bigint DEFAULT nextval('public.external_services_id_seq'::regclass) NOT NULL,
    kind text NOT NULL,
    display_name text NOT NULL,
    config text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT external_services_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.external_services_id_seq OWNED BY public.external_services.id;
CREATE TABLE public.global_dep (
    language text NOT NULL,
    dep_data jsonb NOT NULL,
    repo_id integer NOT NULL,
    hints jsonb
);
CREATE TABLE public.global_state (
    site_id uuid NOT NULL,
    initialized boolean DEFAULT false NOT NULL,
    mgmt_password_plaintext text DEFAULT ''::text NOT NULL,
    mgmt_password_bcrypt text DEFAULT ''::text NOT NULL,
    CONSTRAINT global_state_pkey PRIMARY KEY (site_id)
);
CREATE TABLE public.names (
    name public.citext NOT NULL,
    user_id integer,
    org_id integer,
    CONSTRAINT names_pkey PRIMARY KEY (name),
    CONSTRAINT names_check CHECK ((user_id IS NOT NULL) OR (org_id IS NOT NULL))
);
CREATE TABLE public.org_invitations (
    id bigint DEFAULT nextval('public.org_invitations_id_seq'::regclass) NOT NULL,
    org_id integer NOT NULL,
    sender_user_id integer NOT NULL,
    recipient_user_id integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    notified_at timestamp with time zone,
    responded_at timestamp with time zone,
    response_type boolean,
    revoked_at timestamp with time zone,
    deleted_at timestamp with time zone,
    CONSTRAINT org_invitations_pkey PRIMARY KEY (id),
    CONSTRAINT check_atomic_response CHECK ((responded_at IS NULL) = (response_type IS NULL)),
    CONSTRAINT check_single_use CHECK (((responded_at IS NULL) AND (response_type IS NULL)) OR (revoked_at IS NULL))
);
ALTER SEQUENCE public.org_invitations_id_seq OWNED BY public.org_invitations.id;
CREATE TABLE public.org_members (
    id integer DEFAULT nextval('public.org_members_id_seq'::regclass) NOT NULL,
    org_id integer NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    user_id integer NOT NULL,
    CONSTRAINT org_members_pkey PRIMARY KEY (id),
    CONSTRAINT org_members_org_id_user_id_key UNIQUE (org_id, user_id)
);
ALTER SEQUENCE public.org_members_id_seq OWNED BY public.org_members.id;
CREATE TABLE public.org_members_bkup_1514536731 (
    id integer,
    org_id integer,
    user_id_old text,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    user_id integer
);
CREATE TABLE public.orgs (
    id integer DEFAULT nextval('public.orgs_id_seq'::regclass) NOT NULL,
    name public.citext NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    display_name text,
    slack_webhook_url text,
    deleted_at timestamp with time zone,
    CONSTRAINT orgs_pkey PRIMARY KEY (id),
    CONSTRAINT orgs_display_name_max_length CHECK (char_length(display_name) <= 255),
    CONSTRAINT orgs_name_max_length CHECK (char_length((name)::text) <= 255),
    CONSTRAINT orgs_name_valid_chars CHECK (name OPERATOR(public.~) '^[a-zA-Z0-9](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$'::public.citext)
);
ALTER SEQUENCE public.orgs_id_seq OWNED BY public.orgs.id;
CREATE TABLE public.phabricator_repos (
    id integer DEFAULT nextval('public.phabricator_repos_id_seq'::regclass) NOT NULL,
    callsign public.citext NOT NULL,
    repo_name public.citext NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    url text DEFAULT ''::text NOT NULL,
    CONSTRAINT phabricator_repos_pkey PRIMARY KEY (id),
    CONSTRAINT phabricator_repos_repo_name_key UNIQUE (repo_name)
);
ALTER SEQUENCE public.phabricator_repos_id_seq OWNED BY public.phabricator_repos.id;
CREATE TABLE public.pkgs (
    repo_id integer NOT NULL,
    language text NOT NULL,
    pkg jsonb NOT NULL
);
CREATE TABLE public.product_licenses (
    id uuid NOT NULL,
    product_subscription_id uuid NOT NULL,
    license_key text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT product_licenses_pkey PRIMARY KEY (id)
);
CREATE TABLE public.product_subscriptions (
    id uuid NOT NULL,
    user_id integer NOT NULL,
    billing_subscription_id text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    archived_at timestamp with time zone,
    CONSTRAINT product_subscriptions_pkey PRIMARY KEY (id)
);
CREATE TABLE public.registry_extension_releases (
    id bigint DEFAULT nextval('public.registry_extension_releases_id_seq'::regclass) NOT NULL,
    registry_extension_id integer NOT NULL,
    creator_user_id integer NOT NULL,
    release_version public.citext,
    release_tag public.citext NOT NULL,
    manifest jsonb NOT NULL,
    bundle text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    source_map text,
    CONSTRAINT registry_extension_releases_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.registry_extension_releases_id_seq OWNED BY public.registry_extension_releases.id;
CREATE TABLE public.registry_extensions (
    id integer DEFAULT nextval('public.registry_extensions_id_seq'::regclass) NOT NULL,
    uuid uuid NOT NULL,
    publisher_user_id integer,
    publisher_org_id integer,
    name public.citext NOT NULL,
    manifest text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT registry_extensions_pkey PRIMARY KEY (id),
    CONSTRAINT registry_extensions_name_length CHECK ((char_length((name)::text) > 0) AND (char_length((name)::text) <= 128)),
    CONSTRAINT registry_extensions_name_valid_chars CHECK (name OPERATOR(public.~) '^[a-zA-Z0-9](?:[a-zA-Z0-9]|[_.-](?=[a-zA-Z0-9]))*$'::public.citext),
    CONSTRAINT registry_extensions_single_publisher CHECK ((publisher_user_id IS NULL) <> (publisher_org_id IS NULL))
);
ALTER SEQUENCE public.registry_extensions_id_seq OWNED BY public.registry_extensions.id;
CREATE TABLE public.repo (
    id integer DEFAULT nextval('public.repo_id_seq'::regclass) NOT NULL,
    name public.citext NOT NULL,
    description text,
    language text,
    fork boolean,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone,
    pushed_at timestamp with time zone,
    indexed_revision text,
    freeze_indexed_revision boolean,
    external_id text,
    external_service_type text,
    external_service_id text,
    enabled boolean DEFAULT true NOT NULL,
    archived boolean DEFAULT false NOT NULL,
    uri public.citext NOT NULL,
    CONSTRAINT repo_pkey PRIMARY KEY (id),
    CONSTRAINT check_external CHECK (((external_id IS NULL) AND (external_service_type IS NULL) AND (external_service_id IS NULL)) OR ((external_id IS NOT NULL) AND (external_service_type IS NOT NULL) AND (external_service_id IS NOT NULL))),
    CONSTRAINT check_name_nonempty CHECK (name OPERATOR(public.<>) ''::public.citext)
);
ALTER SEQUENCE public.repo_id_seq OWNED BY public.repo.id;
CREATE TABLE public.saved_queries (
    query text NOT NULL,
    last_executed timestamp with time zone NOT NULL,
    latest_result timestamp with time zone NOT NULL,
    exec_duration_ns bigint NOT NULL
);
CREATE TABLE public.schema_migrations (
    version bigint NOT NULL,
    dirty boolean NOT NULL,
    CONSTRAINT schema_migrations_pkey PRIMARY KEY (version)
);
CREATE TABLE public.settings (
    id integer DEFAULT nextval('public.settings_id_seq'::regclass) NOT NULL,
    org_id integer,
    contents text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    user_id integer,
    author_user_id integer,
    CONSTRAINT settings_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.settings_id_seq OWNED BY public.settings.id;
CREATE TABLE public.settings_bkup_1514702776 (
    id integer,
    org_id integer,
    author_user_id_old text,
    contents text,
    created_at timestamp with time zone,
    user_id integer,
    author_user_id integer
);
CREATE TABLE public.survey_responses (
    id bigint DEFAULT nextval('public.survey_responses_id_seq'::regclass) NOT NULL,
    user_id integer,
    email text,
    score integer NOT NULL,
    reason text,
    better text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT survey_responses_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.survey_responses_id_seq OWNED BY public.survey_responses.id;
CREATE TABLE public.user_emails (
    user_id integer NOT NULL,
    email public.citext NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    verification_code text,
    verified_at timestamp with time zone,
    CONSTRAINT user_emails_no_duplicates_per_user UNIQUE (user_id, email),
    CONSTRAINT user_emails_unique_verified_email EXCLUDE USING btree (email WITH OPERATOR(public.=)) WHERE (verified_at IS NOT NULL)
);
CREATE TABLE public.user_external_accounts (
    id integer DEFAULT nextval('public.user_external_accounts_id_seq'::regclass) NOT NULL,
    user_id integer NOT NULL,
    service_type text NOT NULL,
    service_id text NOT NULL,
    account_id text NOT NULL,
    auth_data jsonb,
    account_data jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    client_id text NOT NULL,
    CONSTRAINT user_external_accounts_pkey PRIMARY KEY (id)
);
ALTER SEQUENCE public.user_external_accounts_id_seq OWNED BY public.user_external_accounts.id;
CREATE TABLE public.users (
    id integer DEFAULT nextval('public.users_id_seq'::regclass) NOT NULL,
    username public.citext NOT NULL,
    display_name text,
    avatar_url text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    invite_quota integer DEFAULT 15 NOT NULL,
    passwd text,
    passwd_reset_code text,
    passwd_reset_time timestamp with time zone,
    site_admin boolean DEFAULT false NOT NULL,
    page_views integer DEFAULT 0 NOT NULL,
    search_queries integer DEFAULT 0 NOT NULL,
    tags text[] DEFAULT '{}'::text[],
    billing_customer_id text,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_display_name_max_length CHECK (char_length(display_name) <= 255),
    CONSTRAINT users_username_max_length CHECK (char_length((username)::text) <= 255),
    CONSTRAINT users_username_valid_chars CHECK (username OPERATOR(public.~) '^[a-zA-Z0-9](?:[a-zA-Z0-9]|-(?=[a-zA-Z0-9]))*$'::public.citext)
);
ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;
ALTER TABLE public.access_tokens ADD CONSTRAINT access_tokens_creator_user_id_fkey FOREIGN KEY (creator_user_id) REFERENCES public.users (id);
ALTER TABLE public.access_tokens ADD CONSTRAINT access_tokens_subject_user_id_fkey FOREIGN KEY (subject_user_id) REFERENCES public.users (id);
ALTER TABLE public.discussion_comments ADD CONSTRAINT discussion_comments_author_user_id_fkey FOREIGN KEY (author_user_id) REFERENCES public.users (id) ON DELETE RESTRICT;
ALTER TABLE public.discussion_comments ADD CONSTRAINT discussion_comments_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES public.discussion_threads (id) ON DELETE RESTRICT;
ALTER TABLE public.discussion_mail_reply_tokens ADD CONSTRAINT discussion_mail_reply_tokens_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES public.discussion_threads (id) ON DELETE RESTRICT;
ALTER TABLE public.discussion_mail_reply_tokens ADD CONSTRAINT discussion_mail_reply_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE RESTRICT;
ALTER TABLE public.discussion_threads ADD CONSTRAINT discussion_threads_author_user_id_fkey FOREIGN KEY (author_user_id) REFERENCES public.users (id) ON DELETE RESTRICT;
ALTER TABLE public.discussion_threads ADD CONSTRAINT discussion_threads_target_repo_id_fk FOREIGN KEY (target_repo_id) REFERENCES public.discussion_threads_target_repo (id) ON DELETE RESTRICT;
ALTER TABLE public.discussion_threads_target_repo ADD CONSTRAINT discussion_threads_target_repo_repo_id_fkey FOREIGN KEY (repo_id) REFERENCES public.repo (id) ON DELETE RESTRICT;
ALTER TABLE public.discussion_threads_target_repo ADD CONSTRAINT discussion_threads_target_repo_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES public.discussion_threads (id) ON DELETE RESTRICT;
ALTER TABLE public.global_dep ADD CONSTRAINT global_dep_repo_id FOREIGN KEY (repo_id) REFERENCES public.repo (id) ON DELETE RESTRICT;
ALTER TABLE public.names ADD CONSTRAINT names_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs (id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE public.names ADD CONSTRAINT names_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE public.org_invitations ADD CONSTRAINT org_invitations_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.orgs (id);
ALTER TABLE public.org_invitations ADD CONSTRAINT org_invitations_recipient_user_id_fkey FOREIGN KEY (recipient_user_id) REFERENCES public.users (id);
ALTER TABLE public.org_invitations ADD CONSTRAINT org_invitations_sender_user_id_fkey FOREIGN KEY (sender_user_id) REFERENCES public.users (id);
ALTER TABLE public.org_members ADD CONSTRAINT org_members_references_orgs FOREIGN KEY (org_id) REFERENCES public.orgs (id) ON DELETE RESTRICT;
ALTER TABLE public.org_members ADD CONSTRAINT org_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE RESTRICT;
ALTER TABLE public.pkgs ADD CONSTRAINT pkgs_repo_id FOREIGN KEY (repo_id) REFERENCES public.repo (id) ON DELETE RESTRICT;
ALTER TABLE public.product_licenses ADD CONSTRAINT product_licenses_product_subscription_id_fkey FOREIGN KEY (product_subscription_id) REFERENCES public.product_subscriptions (id);
ALTER TABLE public.product_subscriptions ADD CONSTRAINT product_subscriptions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id);
ALTER TABLE public.registry_extension_releases ADD CONSTRAINT registry_extension_releases_creator_user_id_fkey FOREIGN KEY (creator_user_id) REFERENCES public.users (id);
ALTER TABLE public.registry_extension_releases ADD CONSTRAINT registry_extension_releases_registry_extension_id_fkey FOREIGN KEY (registry_extension_id) REFERENCES public.registry_extensions (id) ON UPDATE CASCADE ON DELETE CASCADE;
ALTER TABLE public.registry_extensions ADD CONSTRAINT registry_extensions_publisher_org_id_fkey FOREIGN KEY (publisher_org_id) REFERENCES public.orgs (id);
ALTER TABLE public.registry_extensions ADD CONSTRAINT registry_extensions_publisher_user_id_fkey FOREIGN KEY (publisher_user_id) REFERENCES public.users (id);
ALTER TABLE public.settings ADD CONSTRAINT settings_author_user_id_fkey FOREIGN KEY (author_user_id) REFERENCES public.users (id) ON DELETE RESTRICT;
ALTER TABLE public.settings ADD CONSTRAINT settings_references_orgs FOREIGN KEY (org_id) REFERENCES public.orgs (id) ON DELETE RESTRICT;
ALTER TABLE public.settings ADD CONSTRAINT settings_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE RESTRICT;
ALTER TABLE public.survey_responses ADD CONSTRAINT survey_responses_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id);
ALTER TABLE public.user_emails ADD CONSTRAINT user_emails_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id);
ALTER TABLE public.user_external_accounts ADD CONSTRAINT user_external_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id);
-- UNTRACKABLE_DEPENDENCY: what the body of public.set_repo_name() uses is known to no catalog (plpgsql): whether all of it is there shows when it is called
CREATE FUNCTION public.set_repo_name()
    RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.name := COALESCE(NEW.name, NEW.uri);
    NEW.uri := COALESCE(NEW.uri, NEW.name);
    RETURN NEW;
END
$$;
CREATE INDEX access_tokens_lookup ON public.access_tokens USING hash (value_sha256) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX cert_cache_key_idx ON public.cert_cache (cache_key);
CREATE UNIQUE INDEX critical_and_site_config_unique ON public.critical_and_site_config (id, type);
CREATE INDEX discussion_comments_author_user_id_idx ON public.discussion_comments (author_user_id);
CREATE INDEX discussion_comments_reports_array_length_idx ON public.discussion_comments ((array_length(reports, 1)));
CREATE INDEX discussion_comments_thread_id_idx ON public.discussion_comments (thread_id);
CREATE INDEX discussion_mail_reply_tokens_token_idx ON public.discussion_mail_reply_tokens (token);
CREATE INDEX discussion_mail_reply_tokens_user_id_thread_id_idx ON public.discussion_mail_reply_tokens (user_id, thread_id);
CREATE INDEX discussion_threads_author_user_id_idx ON public.discussion_threads (author_user_id);
CREATE INDEX discussion_threads_id_idx ON public.discussion_threads (id);
CREATE INDEX discussion_threads_target_repo_repo_id_path_idx ON public.discussion_threads_target_repo (repo_id, path);
CREATE INDEX global_dep_idx_package ON public.global_dep ((dep_data ->> ('package'::text COLLATE "C")));
CREATE INDEX global_dep_idxgin ON public.global_dep USING gin (dep_data jsonb_path_ops);
CREATE INDEX global_dep_language ON public.global_dep (language);
CREATE INDEX global_dep_repo_id ON public.global_dep (repo_id);
CREATE INDEX org_invitations_org_id ON public.org_invitations (org_id) WHERE deleted_at IS NULL;
CREATE INDEX org_invitations_recipient_user_id ON public.org_invitations (recipient_user_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX org_invitations_singleflight ON public.org_invitations (org_id, recipient_user_id) WHERE (responded_at IS NULL) AND (revoked_at IS NULL) AND (deleted_at IS NULL);
CREATE UNIQUE INDEX orgs_name ON public.orgs (name) WHERE deleted_at IS NULL;
CREATE INDEX pkg_lang_idx ON public.pkgs (language);
CREATE INDEX pkg_pkg_idx ON public.pkgs USING gin (pkg jsonb_path_ops);
CREATE INDEX pkg_repo_idx ON public.pkgs (repo_id);
CREATE INDEX registry_extension_releases_registry_extension_id ON public.registry_extension_releases (registry_extension_id, release_tag, created_at DESC) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX registry_extension_releases_version ON public.registry_extension_releases (registry_extension_id, release_version) WHERE release_version IS NOT NULL;
CREATE UNIQUE INDEX registry_extensions_publisher_name ON public.registry_extensions ((COALESCE(publisher_user_id, 0)), (COALESCE(publisher_org_id, 0)), name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX registry_extensions_uuid ON public.registry_extensions (uuid);
CREATE INDEX repo_name_trgm ON public.repo USING gin ((lower((name)::text)) public.gin_trgm_ops);
CREATE UNIQUE INDEX repo_name_unique ON public.repo (name);
CREATE UNIQUE INDEX saved_queries_query_unique ON public.saved_queries (query);
CREATE UNIQUE INDEX user_external_accounts_account ON public.user_external_accounts (service_type, service_id, client_id, account_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_billing_customer_id ON public.users (billing_customer_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_username ON public.users (username) WHERE deleted_at IS NULL;
CREATE TRIGGER trig_set_repo_name BEFORE INSERT ON public.repo FOR EACH ROW EXECUTE FUNCTION public.set_repo_name();
COMMIT;
