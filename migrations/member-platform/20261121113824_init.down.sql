DROP TABLE public.api_clients;

DROP TABLE public.auth_sync_state;

DROP TABLE public.permissions;

DROP TABLE public.user_scope_permissions;

DROP TABLE public.modules;

DROP TABLE public.sites;

DROP TABLE public.companies;

DROP TABLE public.users;

DROP TYPE public.client_status;

DROP TYPE public.permission_action;

DROP TYPE public.record_status;

DROP TYPE public.scope_type;
