BEGIN;
CREATE TYPE public.client_status AS ENUM ('active', 'inactive');
CREATE TYPE public.permission_action AS ENUM ('view', 'edit');
CREATE TYPE public.record_status AS ENUM ('active', 'inactive');
CREATE TYPE public.scope_type AS ENUM ('company', 'site');
CREATE TABLE public.api_clients (
    id uuid NOT NULL,
    client_key text NOT NULL,
    name text NOT NULL,
    status public.client_status DEFAULT 'active'::public.client_status NOT NULL,
    api_key_hash text NOT NULL,
    allowed_origins jsonb DEFAULT '[]'::jsonb NOT NULL,
    allowed_ips jsonb DEFAULT '[]'::jsonb NOT NULL,
    allowed_paths jsonb DEFAULT '[]'::jsonb NOT NULL,
    rate_limit_per_min integer,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT api_clients_pkey PRIMARY KEY (id),
    CONSTRAINT api_clients_client_key_key UNIQUE (client_key)
);
CREATE TABLE public.auth_sync_state (
    user_id uuid NOT NULL,
    last_synced_at timestamp with time zone,
    source_version text,
    last_error text,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT auth_sync_state_pkey PRIMARY KEY (user_id)
);
CREATE TABLE public.companies (
    id uuid NOT NULL,
    company_key text NOT NULL,
    name text NOT NULL,
    status public.record_status DEFAULT 'active'::public.record_status NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT companies_pkey PRIMARY KEY (id),
    CONSTRAINT companies_company_key_key UNIQUE (company_key)
);
CREATE TABLE public.modules (
    id uuid NOT NULL,
    module_key text NOT NULL,
    name text NOT NULL,
    status public.record_status DEFAULT 'active'::public.record_status NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT modules_pkey PRIMARY KEY (id),
    CONSTRAINT modules_module_key_key UNIQUE (module_key)
);
CREATE TABLE public.permissions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    scope_type character varying(32) NOT NULL,
    scope_id character varying(128) NOT NULL,
    module character varying(128) NOT NULL,
    action character varying(32) NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT permissions_pkey PRIMARY KEY (id),
    CONSTRAINT uq_permissions_user_scope_module_action UNIQUE (user_id, scope_type, scope_id, module, action)
);
CREATE TABLE public.sites (
    id uuid NOT NULL,
    site_key text NOT NULL,
    company_id uuid NOT NULL,
    name text NOT NULL,
    status public.record_status DEFAULT 'active'::public.record_status NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT sites_pkey PRIMARY KEY (id),
    CONSTRAINT sites_site_key_key UNIQUE (site_key)
);
CREATE TABLE public.user_scope_permissions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    module_id uuid NOT NULL,
    action public.permission_action NOT NULL,
    scope_type public.scope_type NOT NULL,
    company_id uuid,
    site_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT user_scope_permissions_pkey PRIMARY KEY (id),
    CONSTRAINT user_scope_permissions_check CHECK (((scope_type = 'company'::public.scope_type) AND (company_id IS NOT NULL) AND (site_id IS NULL)) OR ((scope_type = 'site'::public.scope_type) AND (site_id IS NOT NULL) AND (company_id IS NULL)))
);
CREATE TABLE public.users (
    id uuid NOT NULL,
    authentik_sub text NOT NULL,
    email text,
    display_name text,
    status public.record_status DEFAULT 'active'::public.record_status NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    authentik_user_id integer,
    is_active boolean DEFAULT true NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_authentik_sub_key UNIQUE (authentik_sub),
    CONSTRAINT users_email_key UNIQUE (email)
);
ALTER TABLE public.auth_sync_state ADD CONSTRAINT auth_sync_state_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE;
ALTER TABLE public.permissions ADD CONSTRAINT permissions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE;
ALTER TABLE public.sites ADD CONSTRAINT sites_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies (id) ON DELETE CASCADE;
ALTER TABLE public.user_scope_permissions ADD CONSTRAINT user_scope_permissions_company_id_fkey FOREIGN KEY (company_id) REFERENCES public.companies (id) ON DELETE CASCADE;
ALTER TABLE public.user_scope_permissions ADD CONSTRAINT user_scope_permissions_module_id_fkey FOREIGN KEY (module_id) REFERENCES public.modules (id) ON DELETE CASCADE;
ALTER TABLE public.user_scope_permissions ADD CONSTRAINT user_scope_permissions_site_id_fkey FOREIGN KEY (site_id) REFERENCES public.sites (id) ON DELETE CASCADE;
ALTER TABLE public.user_scope_permissions ADD CONSTRAINT user_scope_permissions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id) ON DELETE CASCADE;
CREATE INDEX idx_api_clients_expires_at ON public.api_clients (expires_at);
CREATE INDEX idx_api_clients_status ON public.api_clients (status);
CREATE INDEX idx_permissions_user_id ON public.permissions (user_id);
CREATE INDEX idx_sites_company_id ON public.sites (company_id);
CREATE INDEX idx_usp_company_id ON public.user_scope_permissions (company_id);
CREATE INDEX idx_usp_module_id ON public.user_scope_permissions (module_id);
CREATE INDEX idx_usp_site_id ON public.user_scope_permissions (site_id);
CREATE INDEX idx_usp_user_id ON public.user_scope_permissions (user_id);
CREATE UNIQUE INDEX uq_usp_company ON public.user_scope_permissions (user_id, module_id, action, scope_type, company_id) WHERE scope_type = 'company'::public.scope_type;
CREATE UNIQUE INDEX uq_usp_site ON public.user_scope_permissions (user_id, module_id, action, scope_type, site_id) WHERE scope_type = 'site'::public.scope_type;
CREATE INDEX idx_users_authentik_sub ON public.users (authentik_sub);
COMMIT;
