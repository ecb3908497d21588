BEGIN;
CREATE SCHEMA auth;
CREATE SCHEMA realtime;
CREATE SCHEMA storage;
CREATE TYPE auth.aal_level AS ENUM ('aal1', 'aal2', 'aal3');
CREATE TYPE auth.code_challenge_method AS ENUM ('s256', 'plain');
CREATE TYPE auth.factor_status AS ENUM ('unverified', 'verified');
CREATE TYPE auth.factor_type AS ENUM ('totp', 'webauthn', 'phone');
CREATE TYPE auth.oauth_authorization_status AS ENUM ('pending', 'approved', 'denied', 'expired');
CREATE TYPE auth.oauth_client_type AS ENUM ('public', 'confidential');
CREATE TYPE auth.oauth_registration_type AS ENUM ('dynamic', 'manual');
CREATE TYPE auth.oauth_response_type AS ENUM ('code');
CREATE TYPE auth.one_time_token_type AS ENUM ('confirmation_token', 'reauthentication_token', 'recovery_token', 'email_change_token_new', 'email_change_token_current', 'phone_change_token');
CREATE TYPE realtime.equality_op AS ENUM ('eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'in');
CREATE TYPE storage.buckettype AS ENUM ('STANDARD', 'ANALYTICS', 'VECTOR');
CREATE TYPE realtime.user_defined_filter AS (column_name text, op realtime.equality_op, value text);
CREATE SEQUENCE auth.refresh_tokens_id_seq;
CREATE TABLE auth.audit_log_entries (
    instance_id uuid,
    id uuid NOT NULL,
    payload json,
    created_at timestamp with time zone,
    ip_address character varying(64) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT audit_log_entries_pkey PRIMARY KEY (id)
);
CREATE TABLE auth.flow_state (
    id uuid NOT NULL,
    user_id uuid,
    auth_code text NOT NULL,
    code_challenge_method auth.code_challenge_method NOT NULL,
    code_challenge text NOT NULL,
    provider_type text NOT NULL,
    provider_access_token text,
    provider_refresh_token text,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    authentication_method text NOT NULL,
    auth_code_issued_at timestamp with time zone,
    CONSTRAINT flow_state_pkey PRIMARY KEY (id)
);
CREATE TABLE auth.identities (
    provider_id text NOT NULL,
    user_id uuid NOT NULL,
    identity_data jsonb NOT NULL,
    provider text NOT NULL,
    last_sign_in_at timestamp with time zone,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    email text GENERATED ALWAYS AS (lower((identity_data ->> 'email'::text))) STORED,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT identities_pkey PRIMARY KEY (id),
    CONSTRAINT identities_provider_id_provider_unique UNIQUE (provider_id, provider)
);
CREATE TABLE auth.instances (
    id uuid NOT NULL,
    uuid uuid,
    raw_base_config text,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    CONSTRAINT instances_pkey PRIMARY KEY (id)
);
CREATE TABLE auth.mfa_amr_claims (
    session_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    authentication_method text NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT mfa_amr_claims_pkey PRIMARY KEY (id),
    CONSTRAINT mfa_amr_claims_session_id_authentication_method_pkey UNIQUE (session_id, authentication_method)
);
CREATE TABLE auth.mfa_challenges (
    id uuid NOT NULL,
    factor_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    verified_at timestamp with time zone,
    ip_address inet NOT NULL,
    otp_code text,
    web_authn_session_data jsonb,
    CONSTRAINT mfa_challenges_pkey PRIMARY KEY (id)
);
CREATE TABLE auth.mfa_factors (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    friendly_name text,
    factor_type auth.factor_type NOT NULL,
    status auth.factor_status NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    secret text,
    phone text,
    last_challenged_at timestamp with time zone,
    web_authn_credential jsonb,
    web_authn_aaguid uuid,
    last_webauthn_challenge_data jsonb,
    CONSTRAINT mfa_factors_pkey PRIMARY KEY (id),
    CONSTRAINT mfa_factors_last_challenged_at_key UNIQUE (last_challenged_at)
);
CREATE TABLE auth.oauth_authorizations (
    id uuid NOT NULL,
    authorization_id text NOT NULL,
    client_id uuid NOT NULL,
    user_id uuid,
    redirect_uri text NOT NULL,
    scope text NOT NULL,
    state text,
    resource text,
    code_challenge text,
    code_challenge_method auth.code_challenge_method,
    response_type auth.oauth_response_type DEFAULT 'code'::auth.oauth_response_type NOT NULL,
    status auth.oauth_authorization_status DEFAULT 'pending'::auth.oauth_authorization_status NOT NULL,
    authorization_code text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone DEFAULT now() + '00:03:00'::interval NOT NULL,
    approved_at timestamp with time zone,
    nonce text,
    CONSTRAINT oauth_authorizations_pkey PRIMARY KEY (id),
    CONSTRAINT oauth_authorizations_authorization_code_key UNIQUE (authorization_code),
    CONSTRAINT oauth_authorizations_authorization_id_key UNIQUE (authorization_id),
    CONSTRAINT oauth_authorizations_expires_at_future CHECK (expires_at > created_at)
);
CREATE TABLE auth.oauth_client_states (
    id uuid NOT NULL,
    provider_type text NOT NULL,
    code_verifier text,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT oauth_client_states_pkey PRIMARY KEY (id)
);
CREATE TABLE auth.oauth_clients (
    id uuid NOT NULL,
    client_secret_hash text,
    registration_type auth.oauth_registration_type NOT NULL,
    redirect_uris text NOT NULL,
    grant_types text NOT NULL,
    client_name text,
    client_uri text,
    logo_uri text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    client_type auth.oauth_client_type DEFAULT 'confidential'::auth.oauth_client_type NOT NULL,
    CONSTRAINT oauth_clients_pkey PRIMARY KEY (id)
);
CREATE TABLE auth.oauth_consents (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    client_id uuid NOT NULL,
    scopes text NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    revoked_at timestamp with time zone,
    CONSTRAINT oauth_consents_pkey PRIMARY KEY (id),
    CONSTRAINT oauth_consents_revoked_after_granted CHECK ((revoked_at IS NULL) OR (revoked_at >= granted_at)),
    CONSTRAINT oauth_consents_user_client_unique UNIQUE (user_id, client_id)
);
CREATE TABLE auth.one_time_tokens (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    token_type auth.one_time_token_type NOT NULL,
    token_hash text NOT NULL,
    relates_to text NOT NULL,
    created_at timestamp without time zone DEFAULT now() NOT NULL,
    updated_at timestamp without time zone DEFAULT now() NOT NULL,
    CONSTRAINT one_time_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT one_time_tokens_token_hash_check CHECK (char_length(token_hash) > 0)
);
CREATE TABLE auth.refresh_tokens (
    instance_id uuid,
    id bigint DEFAULT nextval('auth.refresh_tokens_id_seq'::regclass) NOT NULL,
    token character varying(255),
    user_id character varying(255),
    revoked boolean,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    parent character varying(255),
    session_id uuid,
    CONSTRAINT refresh_tokens_pkey PRIMARY KEY (id),
    CONSTRAINT refresh_tokens_token_unique UNIQUE (token)
);
ALTER SEQUENCE auth.refresh_tokens_id_seq OWNED BY auth.refresh_tokens.id;
CREATE TABLE auth.saml_providers (
    id uuid NOT NULL,
    sso_provider_id uuid NOT NULL,
    entity_id text NOT NULL,
    metadata_xml text NOT NULL,
    metadata_url text,
    attribute_mapping jsonb,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    name_id_format text,
    CONSTRAINT saml_providers_pkey PRIMARY KEY (id),
    CONSTRAINT saml_providers_entity_id_key UNIQUE (entity_id),
    CONSTRAINT saml_providers_metadata_url_check CHECK ((metadata_url IS NULL) OR (char_length(metadata_url) > 0))
);
CREATE TABLE auth.saml_relay_states (
    id uuid NOT NULL,
    sso_provider_id uuid NOT NULL,
    request_id text NOT NULL,
    for_email text,
    redirect_to text,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    flow_state_id uuid,
    CONSTRAINT saml_relay_states_pkey PRIMARY KEY (id)
);
CREATE TABLE auth.schema_migrations (
    version character varying(255) NOT NULL,
    CONSTRAINT schema_migrations_version_key UNIQUE (version)
);
CREATE TABLE auth.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    factor_id uuid,
    aal auth.aal_level,
    not_after timestamp with time zone,
    refreshed_at timestamp without time zone,
    user_agent text,
    ip inet,
    tag text,
    oauth_client_id uuid,
    refresh_token_hmac_key text,
    refresh_token_counter bigint,
    scopes text,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_scopes_length CHECK (char_length(scopes) <= 4096)
);
CREATE TABLE auth.sso_domains (
    id uuid NOT NULL,
    sso_provider_id uuid NOT NULL,
    domain text NOT NULL,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    CONSTRAINT sso_domains_pkey PRIMARY KEY (id),
    CONSTRAINT sso_domains_domain_check CHECK (char_length(domain) > 0)
);
CREATE TABLE auth.sso_providers (
    id uuid NOT NULL,
    resource_id text,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    disabled boolean,
    CONSTRAINT sso_providers_pkey PRIMARY KEY (id)
);
CREATE TABLE auth.users (
    instance_id uuid,
    id uuid NOT NULL,
    aud character varying(255),
    role character varying(255),
    email character varying(255),
    encrypted_password character varying(255),
    email_confirmed_at timestamp with time zone,
    invited_at timestamp with time zone,
    confirmation_token character varying(255),
    confirmation_sent_at timestamp with time zone,
    recovery_token character varying(255),
    recovery_sent_at timestamp with time zone,
    email_change_token_new character varying(255),
    email_change character varying(255),
    email_change_sent_at timestamp with time zone,
    last_sign_in_at timestamp with time zone,
    raw_app_meta_data jsonb,
    raw_user_meta_data jsonb,
    is_super_admin boolean,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    phone text DEFAULT NULL::character varying,
    phone_confirmed_at timestamp with time zone,
    phone_change text DEFAULT ''::character varying,
    phone_change_token character varying(255) DEFAULT ''::character varying,
    phone_change_sent_at timestamp with time zone,
    confirmed_at timestamp with time zone GENERATED ALWAYS AS (LEAST(email_confirmed_at, phone_confirmed_at)) STORED,
    email_change_token_current character varying(255) DEFAULT ''::character varying,
    email_change_confirm_status smallint DEFAULT 0,
    banned_until timestamp with time zone,
    reauthentication_token character varying(255) DEFAULT ''::character varying,
    reauthentication_sent_at timestamp with time zone,
    is_sso_user boolean DEFAULT false NOT NULL,
    deleted_at timestamp with time zone,
    is_anonymous boolean DEFAULT false NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_change_confirm_status_check CHECK ((email_change_confirm_status >= 0) AND (email_change_confirm_status <= 2)),
    CONSTRAINT users_phone_key UNIQUE (phone)
);
CREATE TABLE public.account_emailaddress (
    id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id),
    CONSTRAINT account_emailaddress_user_id_email_uniq UNIQUE (user_id, email)
);
CREATE TABLE public.account_emailconfirmation (
    id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL,
    CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id),
    CONSTRAINT account_emailconfirmation_key_key UNIQUE (key)
);
CREATE TABLE public.auth_group (
    id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    name character varying(150) NOT NULL,
    CONSTRAINT auth_group_pkey PRIMARY KEY (id),
    CONSTRAINT auth_group_name_key UNIQUE (name)
);
CREATE TABLE public.auth_group_permissions (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL,
    CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id),
    CONSTRAINT auth_group_permissions_group_id_permission_id_uniq UNIQUE (group_id, permission_id)
);
CREATE TABLE public.auth_permission (
    id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL,
    CONSTRAINT auth_permission_pkey PRIMARY KEY (id),
    CONSTRAINT auth_permission_content_type_id_codename_uniq UNIQUE (content_type_id, codename)
);
CREATE TABLE public.authtoken_token (
    key character varying(40) NOT NULL,
    created timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT authtoken_token_key_key UNIQUE (key),
    CONSTRAINT authtoken_token_user_id_key UNIQUE (user_id)
);
CREATE TABLE public.django_admin_log (
    id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id bigint NOT NULL,
    CONSTRAINT django_admin_log_pkey PRIMARY KEY (id),
    CONSTRAINT django_admin_log_action_flag_check CHECK (action_flag >= 0)
);
CREATE TABLE public.django_content_type (
    id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL,
    CONSTRAINT django_content_type_pkey PRIMARY KEY (id),
    CONSTRAINT django_content_type_app_label_model_uniq UNIQUE (app_label, model)
);
CREATE TABLE public.django_migrations (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL,
    CONSTRAINT django_migrations_pkey PRIMARY KEY (id)
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL,
    CONSTRAINT django_session_session_key_key UNIQUE (session_key)
);
CREATE TABLE public.django_site (
    id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    domain character varying(100) NOT NULL,
    name character varying(50) NOT NULL,
    CONSTRAINT django_site_pkey PRIMARY KEY (id),
    CONSTRAINT django_site_domain_key UNIQUE (domain)
);
CREATE TABLE public.seydam_contactus (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    name text NOT NULL,
    email text NOT NULL,
    subject text NOT NULL,
    message text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT seydam_contactus_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_customuser (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    username character varying(150),
    email character varying(254) NOT NULL,
    CONSTRAINT seydam_customuser_pkey PRIMARY KEY (id),
    CONSTRAINT seydam_customuser_email_key UNIQUE (email),
    CONSTRAINT seydam_customuser_username_key UNIQUE (username)
);
CREATE TABLE public.seydam_customuser_groups (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    customuser_id bigint NOT NULL,
    group_id integer NOT NULL,
    CONSTRAINT seydam_customuser_groups_pkey PRIMARY KEY (id),
    CONSTRAINT seydam_customuser_groups_customuser_id_group_id_uniq UNIQUE (customuser_id, group_id)
);
CREATE TABLE public.seydam_customuser_user_permissions (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    customuser_id bigint NOT NULL,
    permission_id integer NOT NULL,
    CONSTRAINT seydam_customuser_user_permissions_pkey PRIMARY KEY (id),
    CONSTRAINT seydam_customuser_user_permissions_uniq UNIQUE (customuser_id, permission_id)
);
CREATE TABLE public.seydam_emailotp (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    email text NOT NULL,
    otp bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT seydam_emailotp_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_jsonreport (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    report_json jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    report_id uuid,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_jsonreport_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_outline (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    outline jsonb NOT NULL,
    report_id uuid,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_outline_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_payment (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    reports_paid integer NOT NULL,
    last_reference character varying(255),
    last_amount integer NOT NULL,
    last_status character varying(50) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_payment_pkey PRIMARY KEY (id),
    CONSTRAINT seydam_payment_user_id_key UNIQUE (user_id)
);
CREATE TABLE public.seydam_rawhtmlcode (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    html text NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    report_id uuid NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_rawhtmlcode_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_referencejobid (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    job_id text NOT NULL,
    status character varying(32) NOT NULL,
    attempts integer NOT NULL,
    last_checked timestamp with time zone,
    last_error text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    report_id uuid,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_referencejobid_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_references (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    reference_list jsonb NOT NULL,
    report_id uuid,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_references_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_reportdirectory (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    project_directory text NOT NULL,
    project_id uuid NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_reportdirectory_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_reportjobid (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    job_id text,
    status character varying(32) NOT NULL,
    attempts integer NOT NULL,
    last_checked timestamp with time zone,
    last_error text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    stage character varying(64) NOT NULL,
    progress smallint NOT NULL,
    report_id uuid,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_reportjobid_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_reports (
    id uuid NOT NULL,
    report_topic text NOT NULL,
    description text NOT NULL,
    status text NOT NULL,
    amounted_credits integer NOT NULL,
    used_credits integer NOT NULL,
    is_free boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_reports_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_surveyresponse (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    satisfaction_score smallint NOT NULL,
    recommend_score text NOT NULL,
    process_easy boolean NOT NULL,
    process_feedback text,
    met_expectations boolean NOT NULL,
    most_valuable_feature character varying(50) NOT NULL,
    submitted_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_surveyresponse_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_tokenusage (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    output_tokens integer NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_tokenusage_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_uploadedimage (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    description text NOT NULL,
    image character varying(100) NOT NULL,
    uploaded_at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT seydam_uploadedimage_pkey PRIMARY KEY (id)
);
CREATE TABLE public.seydam_waitlist (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    email text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT seydam_waitlist_pkey PRIMARY KEY (id),
    CONSTRAINT seydam_waitlist_email_key UNIQUE (email)
);
CREATE TABLE public.socialaccount_socialaccount (
    id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    provider character varying(200) NOT NULL,
    uid character varying(191) NOT NULL,
    last_login timestamp with time zone NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    extra_data jsonb NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT socialaccount_socialaccount_pkey PRIMARY KEY (id),
    CONSTRAINT socialaccount_socialaccount_provider_uid_uniq UNIQUE (provider, uid)
);
CREATE TABLE public.socialaccount_socialapp (
    id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    provider character varying(30) NOT NULL,
    name character varying(40) NOT NULL,
    client_id character varying(191) NOT NULL,
    secret character varying(191) NOT NULL,
    key character varying(191) NOT NULL,
    provider_id character varying(200) NOT NULL,
    settings jsonb NOT NULL,
    CONSTRAINT socialaccount_socialapp_pkey PRIMARY KEY (id)
);
CREATE TABLE public.socialaccount_socialapp_sites (
    id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    socialapp_id integer NOT NULL,
    site_id integer NOT NULL,
    CONSTRAINT socialaccount_socialapp_sites_pkey PRIMARY KEY (id),
    CONSTRAINT socialaccount_socialapp_sites_socialapp_id_site_id_uniq UNIQUE (socialapp_id, site_id)
);
CREATE TABLE public.socialaccount_socialtoken (
    id integer GENERATED BY DEFAULT AS IDENTITY NOT NULL,
    token text NOT NULL,
    token_secret text NOT NULL,
    expires_at timestamp with time zone,
    account_id integer NOT NULL,
    app_id integer,
    CONSTRAINT socialaccount_socialtoken_pkey PRIMARY KEY (id),
    CONSTRAINT socialaccount_socialtoken_app_id_account_id_uniq UNIQUE (app_id, account_id)
);
CREATE TABLE realtime.messages (
    topic text NOT NULL,
    extension text NOT NULL,
    payload jsonb,
    event text,
    private boolean DEFAULT false,
    updated_at timestamp without time zone DEFAULT now() NOT NULL,
    inserted_at timestamp without time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    CONSTRAINT messages_pkey PRIMARY KEY (id, inserted_at)
) PARTITION BY RANGE (inserted_at);
CREATE TABLE realtime.schema_migrations (
    version bigint NOT NULL,
    inserted_at timestamp(0) without time zone,
    CONSTRAINT schema_migrations_version_key UNIQUE (version)
);
CREATE TABLE storage.buckets (
    id text NOT NULL,
    name text NOT NULL,
    owner uuid,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    public boolean DEFAULT false,
    avif_autodetection boolean DEFAULT false,
    file_size_limit bigint,
    allowed_mime_types text[],
    owner_id text,
    type storage.buckettype DEFAULT 'STANDARD'::storage.buckettype NOT NULL,
    CONSTRAINT buckets_pkey PRIMARY KEY (id)
);
CREATE TABLE storage.buckets_analytics (
    name text NOT NULL,
    type storage.buckettype DEFAULT 'ANALYTICS'::storage.buckettype NOT NULL,
    format text DEFAULT 'ICEBERG'::text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT buckets_analytics_pkey PRIMARY KEY (id)
);
CREATE TABLE storage.buckets_vectors (
    id text NOT NULL,
    type storage.buckettype DEFAULT 'VECTOR'::storage.buckettype NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT buckets_vectors_pkey PRIMARY KEY (id)
);
CREATE TABLE storage.migrations (
    id integer NOT NULL,
    name character varying(100) NOT NULL,
    hash character varying(40) NOT NULL,
    executed_at timestamp without time zone DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT migrations_pkey PRIMARY KEY (id),
    CONSTRAINT migrations_name_key UNIQUE (name)
);
CREATE TABLE storage.objects (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    bucket_id text,
    name text,
    owner uuid,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    last_accessed_at timestamp with time zone DEFAULT now(),
    metadata jsonb,
    path_tokens text[] GENERATED ALWAYS AS (string_to_array(name, '/'::text)) STORED,
    version text,
    owner_id text,
    user_metadata jsonb,
    level integer,
    CONSTRAINT objects_pkey PRIMARY KEY (id)
);
CREATE TABLE storage.s3_multipart_uploads (
    id text NOT NULL,
    in_progress_size bigint DEFAULT 0 NOT NULL,
    upload_signature text NOT NULL,
    bucket_id text NOT NULL,
    key text COLLATE pg_catalog."C" NOT NULL,
    version text NOT NULL,
    owner_id text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    user_metadata jsonb,
    CONSTRAINT s3_multipart_uploads_pkey PRIMARY KEY (id)
);
CREATE TABLE storage.s3_multipart_uploads_parts (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    upload_id text NOT NULL,
    size bigint DEFAULT 0 NOT NULL,
    part_number integer NOT NULL,
    bucket_id text NOT NULL,
    key text COLLATE pg_catalog."C" NOT NULL,
    etag text NOT NULL,
    owner_id text,
    version text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT s3_multipart_uploads_parts_pkey PRIMARY KEY (id)
);
CREATE TABLE storage.vector_indexes (
    id text DEFAULT gen_random_uuid() NOT NULL,
    name text COLLATE pg_catalog."C" NOT NULL,
    bucket_id text NOT NULL,
    data_type text NOT NULL,
    dimension integer NOT NULL,
    distance_metric text NOT NULL,
    metadata_configuration jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT vector_indexes_pkey PRIMARY KEY (id)
);
ALTER TABLE auth.identities ADD CONSTRAINT identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE CASCADE;
ALTER TABLE auth.mfa_amr_claims ADD CONSTRAINT mfa_amr_claims_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.sessions (id) ON DELETE CASCADE;
ALTER TABLE auth.mfa_challenges ADD CONSTRAINT mfa_challenges_factor_id_fkey FOREIGN KEY (factor_id) REFERENCES auth.mfa_factors (id) ON DELETE CASCADE;
ALTER TABLE auth.mfa_factors ADD CONSTRAINT mfa_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE CASCADE;
ALTER TABLE auth.oauth_authorizations ADD CONSTRAINT oauth_authorizations_client_id_fkey FOREIGN KEY (client_id) REFERENCES auth.oauth_clients (id) ON DELETE CASCADE;
ALTER TABLE auth.oauth_authorizations ADD CONSTRAINT oauth_authorizations_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE CASCADE;
ALTER TABLE auth.oauth_consents ADD CONSTRAINT oauth_consents_client_id_fkey FOREIGN KEY (client_id) REFERENCES auth.oauth_clients (id) ON DELETE CASCADE;
ALTER TABLE auth.oauth_consents ADD CONSTRAINT oauth_consents_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE CASCADE;
ALTER TABLE auth.one_time_tokens ADD CONSTRAINT one_time_tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE CASCADE;
ALTER TABLE auth.refresh_tokens ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.sessions (id) ON DELETE CASCADE;
ALTER TABLE auth.saml_providers ADD CONSTRAINT saml_providers_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES auth.sso_providers (id) ON DELETE CASCADE;
ALTER TABLE auth.saml_relay_states ADD CONSTRAINT saml_relay_states_flow_state_id_fkey FOREIGN KEY (flow_state_id) REFERENCES auth.flow_state (id) ON DELETE CASCADE;
ALTER TABLE auth.saml_relay_states ADD CONSTRAINT saml_relay_states_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES auth.sso_providers (id) ON DELETE CASCADE;
ALTER TABLE auth.sessions ADD CONSTRAINT sessions_oauth_client_id_fkey FOREIGN KEY (oauth_client_id) REFERENCES auth.oauth_clients (id) ON DELETE CASCADE;
ALTER TABLE auth.sessions ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE CASCADE;
ALTER TABLE auth.sso_domains ADD CONSTRAINT sso_domains_sso_provider_id_fkey FOREIGN KEY (sso_provider_id) REFERENCES auth.sso_providers (id) ON DELETE CASCADE;
ALTER TABLE public.account_emailaddress ADD CONSTRAINT account_emailaddress_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.account_emailconfirmation ADD CONSTRAINT account_emailconfirmation_email_address_id_fkey FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.auth_group_permissions ADD CONSTRAINT auth_group_permissions_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.auth_group (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.auth_group_permissions ADD CONSTRAINT auth_group_permissions_permission_id_fkey FOREIGN KEY (permission_id) REFERENCES public.auth_permission (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.auth_permission ADD CONSTRAINT auth_permission_content_type_id_fkey FOREIGN KEY (content_type_id) REFERENCES public.django_content_type (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.authtoken_token ADD CONSTRAINT authtoken_token_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.django_admin_log ADD CONSTRAINT django_admin_log_content_type_id_fkey FOREIGN KEY (content_type_id) REFERENCES public.django_content_type (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.django_admin_log ADD CONSTRAINT django_admin_log_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_customuser_groups ADD CONSTRAINT seydam_customuser_groups_customuser_id_fkey FOREIGN KEY (customuser_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_customuser_groups ADD CONSTRAINT seydam_customuser_groups_group_id_fkey FOREIGN KEY (group_id) REFERENCES public.auth_group (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_customuser_user_permissions ADD CONSTRAINT seydam_customuser_user_permissions_customuser_id_fkey FOREIGN KEY (customuser_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_customuser_user_permissions ADD CONSTRAINT seydam_customuser_user_permissions_permission_id_fkey FOREIGN KEY (permission_id) REFERENCES public.auth_permission (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_jsonreport ADD CONSTRAINT seydam_jsonreport_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.seydam_reports (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_jsonreport ADD CONSTRAINT seydam_jsonreport_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_outline ADD CONSTRAINT seydam_outline_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.seydam_reports (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_outline ADD CONSTRAINT seydam_outline_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_payment ADD CONSTRAINT seydam_payment_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_rawhtmlcode ADD CONSTRAINT seydam_rawhtmlcode_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.seydam_reports (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_rawhtmlcode ADD CONSTRAINT seydam_rawhtmlcode_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_referencejobid ADD CONSTRAINT seydam_referencejobid_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.seydam_reports (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_referencejobid ADD CONSTRAINT seydam_referencejobid_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_references ADD CONSTRAINT seydam_references_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.seydam_reports (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_references ADD CONSTRAINT seydam_references_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_reportdirectory ADD CONSTRAINT seydam_reportdirectory_project_id_fkey FOREIGN KEY (project_id) REFERENCES public.seydam_reports (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_reportdirectory ADD CONSTRAINT seydam_reportdirectory_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_reportjobid ADD CONSTRAINT seydam_reportjobid_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.seydam_reports (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_reportjobid ADD CONSTRAINT seydam_reportjobid_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_reports ADD CONSTRAINT seydam_reports_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_surveyresponse ADD CONSTRAINT seydam_surveyresponse_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_tokenusage ADD CONSTRAINT seydam_tokenusage_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.seydam_uploadedimage ADD CONSTRAINT seydam_uploadedimage_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.socialaccount_socialaccount ADD CONSTRAINT socialaccount_socialaccount_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.seydam_customuser (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.socialaccount_socialapp_sites ADD CONSTRAINT socialaccount_socialapp_sites_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.django_site (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.socialaccount_socialapp_sites ADD CONSTRAINT socialaccount_socialapp_sites_socialapp_id_fkey FOREIGN KEY (socialapp_id) REFERENCES public.socialaccount_socialapp (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.socialaccount_socialtoken ADD CONSTRAINT socialaccount_socialtoken_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.socialaccount_socialaccount (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE public.socialaccount_socialtoken ADD CONSTRAINT socialaccount_socialtoken_app_id_fkey FOREIGN KEY (app_id) REFERENCES public.socialaccount_socialapp (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE storage.s3_multipart_uploads ADD CONSTRAINT s3_multipart_uploads_bucket_id_fkey FOREIGN KEY (bucket_id) REFERENCES storage.buckets (id);
ALTER TABLE storage.s3_multipart_uploads_parts ADD CONSTRAINT s3_multipart_uploads_parts_bucket_id_fkey FOREIGN KEY (bucket_id) REFERENCES storage.buckets (id);
ALTER TABLE storage.s3_multipart_uploads_parts ADD CONSTRAINT s3_multipart_uploads_parts_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES storage.s3_multipart_uploads (id);
ALTER TABLE storage.vector_indexes ADD CONSTRAINT vector_indexes_bucket_id_fkey FOREIGN KEY (bucket_id) REFERENCES storage.buckets_vectors (id);
CREATE FUNCTION realtime.to_regrole(role_name text)
    RETURNS regrole
    LANGUAGE sql IMMUTABLE
    AS $$SELECT role_name::regrole$$;
CREATE TABLE realtime.subscription (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    subscription_id uuid NOT NULL,
    entity regclass NOT NULL,
    filters realtime.user_defined_filter[] DEFAULT '{}'::realtime.user_defined_filter[] NOT NULL,
    claims jsonb NOT NULL,
    claims_role regrole GENERATED ALWAYS AS (realtime.to_regrole((claims ->> 'role'::text))) STORED NOT NULL,
    created_at timestamp without time zone DEFAULT timezone('utc'::text, now()) NOT NULL,
    CONSTRAINT subscription_pkey PRIMARY KEY (id)
);
CREATE FUNCTION storage.get_level(name text)
    RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT
    AS $$SELECT array_length(string_to_array(name, '/'), 1)$$;
CREATE TABLE storage.prefixes (
    bucket_id text NOT NULL,
    name text COLLATE pg_catalog."C" NOT NULL,
    level integer GENERATED ALWAYS AS (storage.get_level(name)) STORED NOT NULL,
    created_at timestamp with time zone DEFAULT now(),
    updated_at timestamp with time zone DEFAULT now(),
    CONSTRAINT prefixes_bucket_id_level_name_key UNIQUE (bucket_id, level, name)
);
CREATE INDEX audit_logs_instance_id_idx ON auth.audit_log_entries (instance_id);
CREATE INDEX flow_state_created_at_idx ON auth.flow_state (created_at DESC);
CREATE INDEX idx_auth_code ON auth.flow_state (auth_code);
CREATE INDEX idx_user_id_auth_method ON auth.flow_state (user_id, authentication_method);
CREATE INDEX identities_email_idx ON auth.identities (email text_pattern_ops);
CREATE INDEX identities_user_id_idx ON auth.identities (user_id);
CREATE INDEX mfa_challenge_created_at_idx ON auth.mfa_challenges (created_at DESC);
CREATE UNIQUE INDEX mfa_factors_user_friendly_name_unique ON auth.mfa_factors (friendly_name, user_id) WHERE TRIM(BOTH FROM friendly_name) <> ''::text;
CREATE INDEX oauth_auth_pending_exp_idx ON auth.oauth_authorizations (expires_at) WHERE status = 'pending'::auth.oauth_authorization_status;
CREATE INDEX oauth_clients_deleted_at_idx ON auth.oauth_clients (deleted_at);
CREATE INDEX one_time_tokens_token_hash_hash_idx ON auth.one_time_tokens USING hash (token_hash);
CREATE UNIQUE INDEX one_time_tokens_user_id_token_type_key ON auth.one_time_tokens (user_id, token_type);
CREATE INDEX refresh_tokens_parent_idx ON auth.refresh_tokens (parent);
CREATE INDEX refresh_tokens_session_id_revoked_idx ON auth.refresh_tokens (session_id, revoked);
CREATE INDEX saml_relay_states_for_email_idx ON auth.saml_relay_states (for_email);
CREATE INDEX sessions_not_after_idx ON auth.sessions (not_after DESC);
CREATE INDEX user_id_created_at_idx ON auth.sessions (user_id, created_at);
CREATE UNIQUE INDEX sso_domains_domain_idx ON auth.sso_domains ((lower(domain)));
CREATE UNIQUE INDEX sso_providers_resource_id_idx ON auth.sso_providers ((lower(resource_id)));
CREATE UNIQUE INDEX users_email_partial_key ON auth.users (email) WHERE is_sso_user = false;
CREATE INDEX users_instance_id_idx ON auth.users (instance_id);
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress (email) WHERE verified;
CREATE INDEX auth_group_permissions_permission_id ON public.auth_group_permissions (permission_id);
CREATE INDEX django_admin_log_content_type_id ON public.django_admin_log (content_type_id);
CREATE INDEX django_admin_log_user_id ON public.django_admin_log (user_id);
CREATE INDEX django_session_expire_date ON public.django_session (expire_date);
CREATE INDEX seydam_jsonreport_report_id ON public.seydam_jsonreport (report_id);
CREATE INDEX seydam_jsonreport_user_id ON public.seydam_jsonreport (user_id);
CREATE INDEX seydam_outline_report_id ON public.seydam_outline (report_id);
CREATE INDEX seydam_outline_user_id ON public.seydam_outline (user_id);
CREATE INDEX seydam_rawhtmlcode_report_id ON public.seydam_rawhtmlcode (report_id);
CREATE INDEX seydam_rawhtmlcode_user_id ON public.seydam_rawhtmlcode (user_id);
CREATE INDEX seydam_referencejobid_report_id ON public.seydam_referencejobid (report_id);
CREATE INDEX seydam_referencejobid_user_id ON public.seydam_referencejobid (user_id);
CREATE INDEX seydam_references_report_id ON public.seydam_references (report_id);
CREATE INDEX seydam_references_user_id ON public.seydam_references (user_id);
CREATE INDEX seydam_reportdirectory_project_id ON public.seydam_reportdirectory (project_id);
CREATE INDEX seydam_reportjobid_report_id ON public.seydam_reportjobid (report_id);
CREATE INDEX seydam_reportjobid_user_id ON public.seydam_reportjobid (user_id);
CREATE INDEX seydam_reports_user_id ON public.seydam_reports (user_id);
CREATE INDEX ix_realtime_subscription_entity ON realtime.subscription (entity);
CREATE UNIQUE INDEX subscription_subscription_id_entity_filters_key ON realtime.subscription (subscription_id, entity, filters);
CREATE UNIQUE INDEX bname ON storage.buckets (name);
CREATE UNIQUE INDEX buckets_analytics_unique_name_idx ON storage.buckets_analytics (name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX bucketid_objname ON storage.objects (bucket_id, name);
CREATE INDEX name_prefix_search ON storage.objects (name text_pattern_ops);
CREATE INDEX idx_multipart_uploads_list ON storage.s3_multipart_uploads (bucket_id, key, created_at);
CREATE UNIQUE INDEX vector_indexes_name_bucket_id_idx ON storage.vector_indexes (name, bucket_id);
COMMENT ON TABLE auth.sessions IS 'User login sessions.';
COMMENT ON TABLE auth.users IS 'Supabase managed user identities (linked to public.seydam_customuser).';
COMMENT ON TABLE public.seydam_contactus IS 'User contact form submissions.';
COMMENT ON TABLE public.seydam_customuser IS 'Core user table, extending the default Django user model.';
COMMENT ON TABLE public.seydam_jsonreport IS 'Stores the full JSON structure of generated reports.';
COMMENT ON TABLE public.seydam_payment IS 'Records user payments and credit purchases.';
COMMENT ON TABLE public.seydam_rawhtmlcode IS 'Stores the rendered HTML version of reports.';
COMMENT ON TABLE public.seydam_references IS 'Stores citations and references used in report generation.';
COMMENT ON TABLE public.seydam_reportjobid IS 'Tracks the status of background report generation jobs.';
COMMENT ON TABLE public.seydam_reports IS 'Stores metadata for AI-generated reports.';
COMMENT ON TABLE public.seydam_tokenusage IS 'Log of LLM token consumption per user for billing/analytics.';
COMMENT ON TABLE public.seydam_uploadedimage IS 'Images uploaded by users for analysis or profile.';
COMMENT ON TABLE public.seydam_waitlist IS 'Email waitlist for pre-launch interest.';
COMMENT ON TABLE public.socialaccount_socialaccount IS 'Linked social login accounts (cached from providers).';
COMMENT ON TABLE realtime.subscription IS 'Active realtime subscriptions for live updates.';
COMMENT ON TABLE storage.buckets IS 'Configuration for file storage buckets.';
COMMENT ON TABLE storage.objects IS 'Metadata for files stored in buckets.';
COMMENT ON COLUMN public.seydam_customuser.date_joined IS 'Timestamp of registration.';
COMMENT ON COLUMN public.seydam_customuser.email IS 'Primary email address (used for login).';
COMMENT ON COLUMN public.seydam_customuser.id IS 'Unique numeric ID for the user.';
COMMENT ON COLUMN public.seydam_customuser.is_active IS 'True if the user is allowed to login.';
COMMENT ON COLUMN public.seydam_payment.last_amount IS 'Monetary amount charged (in smallest currency unit, usually cents).';
COMMENT ON COLUMN public.seydam_payment.last_status IS 'Status from payment gateway (succeeded, failed).';
COMMENT ON COLUMN public.seydam_payment.reports_paid IS 'Number of credits/reports purchased in this transaction.';
COMMENT ON COLUMN public.seydam_reports.amounted_credits IS 'Credits deducted for this report.';
COMMENT ON COLUMN public.seydam_reports.is_free IS 'True if this report did not consume paid credits.';
COMMENT ON COLUMN public.seydam_reports.report_topic IS 'User-provided topic for the report.';
COMMENT ON COLUMN public.seydam_reports.status IS 'Workflow status (e.g., pending, completed, failed).';
COMMIT;
