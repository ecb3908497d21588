ALTER TABLE public.discussion_threads DROP CONSTRAINT discussion_threads_target_repo_id_fk;

ALTER TABLE public.discussion_threads_target_repo DROP CONSTRAINT discussion_threads_target_repo_thread_id_fkey;

DROP TABLE public.access_tokens;

DROP TABLE public.cert_cache;

DROP TABLE public.critical_and_site_config;

DROP TABLE public.discussion_comments;

DROP TABLE public.discussion_mail_reply_tokens;

DROP TABLE public.discussion_threads;

DROP TABLE public.discussion_threads_target_repo;

DROP TABLE public.external_services;

DROP TABLE public.global_dep;

DROP TABLE public.global_state;

DROP TABLE public.names;

DROP TABLE public.org_invitations;

DROP TABLE public.org_members;

DROP TABLE public.org_members_bkup_1514536731;

DROP TABLE public.phabricator_repos;

DROP TABLE public.pkgs;

DROP TABLE public.product_licenses;

DROP TABLE public.product_subscriptions;

DROP TABLE public.registry_extension_releases;

DROP TABLE public.registry_extensions;

DROP TABLE public.repo;

DROP FUNCTION public.set_repo_name();

DROP TABLE public.saved_queries;

DROP TABLE public.schema_migrations;

DROP TABLE public.settings;

DROP TABLE public.orgs;

DROP TABLE public.settings_bkup_1514702776;

DROP TABLE public.survey_responses;

DROP TABLE public.user_emails;

DROP TABLE public.user_external_accounts;

DROP TABLE public.users;

DROP TYPE public.critical_or_site;

DROP EXTENSION citext;

DROP EXTENSION pg_trgm;
