DROP TABLE auth.audit_log_entries;

DROP TABLE auth.identities;

DROP TABLE auth.instances;

DROP TABLE auth.mfa_amr_claims;

DROP TABLE auth.mfa_challenges;

DROP TABLE auth.mfa_factors;

DROP TABLE auth.oauth_authorizations;

DROP TABLE auth.oauth_client_states;

DROP TABLE auth.oauth_consents;

DROP TABLE auth.one_time_tokens;

DROP TABLE auth.refresh_tokens;

DROP TABLE auth.saml_providers;

DROP TABLE auth.saml_relay_states;

DROP TABLE auth.flow_state;

DROP TABLE auth.schema_migrations;

DROP TABLE auth.sessions;

DROP TABLE auth.oauth_clients;

DROP TABLE auth.sso_domains;

DROP TABLE auth.sso_providers;

DROP TABLE auth.users;

DROP TABLE public.account_emailconfirmation;

DROP TABLE public.account_emailaddress;

DROP TABLE public.auth_group_permissions;

DROP TABLE public.authtoken_token;

DROP TABLE public.django_admin_log;

DROP TABLE public.django_migrations;

DROP TABLE public.django_session;

DROP TABLE public.seydam_contactus;

DROP TABLE public.seydam_customuser_groups;

DROP TABLE public.auth_group;

DROP TABLE public.seydam_customuser_user_permissions;

DROP TABLE public.auth_permission;

DROP TABLE public.django_content_type;

DROP TABLE public.seydam_emailotp;

DROP TABLE public.seydam_jsonreport;

DROP TABLE public.seydam_outline;

DROP TABLE public.seydam_payment;

DROP TABLE public.seydam_rawhtmlcode;

DROP TABLE public.seydam_referencejobid;

DROP TABLE public.seydam_references;

DROP TABLE public.seydam_reportdirectory;

DROP TABLE public.seydam_reportjobid;

DROP TABLE public.seydam_reports;

DROP TABLE public.seydam_surveyresponse;

DROP TABLE public.seydam_tokenusage;

DROP TABLE public.seydam_uploadedimage;

DROP TABLE public.seydam_waitlist;

DROP TABLE public.socialaccount_socialapp_sites;

DROP TABLE public.django_site;

DROP TABLE public.socialaccount_socialtoken;

DROP TABLE public.socialaccount_socialaccount;

DROP TABLE public.seydam_customuser;

DROP TABLE public.socialaccount_socialapp;

DROP TABLE realtime.messages;

DROP TABLE realtime.schema_migrations;

DROP TABLE realtime.subscription;

DROP FUNCTION realtime.to_regrole(text);

DROP TABLE storage.buckets_analytics;

DROP TABLE storage.migrations;

DROP TABLE storage.objects;

DROP TABLE storage.prefixes;

DROP FUNCTION storage.get_level(text);

DROP TABLE storage.s3_multipart_uploads_parts;

DROP TABLE storage.s3_multipart_uploads;

DROP TABLE storage.buckets;

DROP TABLE storage.vector_indexes;

DROP TABLE storage.buckets_vectors;

DROP TYPE realtime.user_defined_filter;

DROP TYPE auth.aal_level;

DROP TYPE auth.code_challenge_method;

DROP TYPE auth.factor_status;

DROP TYPE auth.factor_type;

DROP TYPE auth.oauth_authorization_status;

DROP TYPE auth.oauth_client_type;

DROP TYPE auth.oauth_registration_type;

DROP TYPE auth.oauth_response_type;

DROP TYPE auth.one_time_token_type;

DROP TYPE realtime.equality_op;

DROP TYPE storage.buckettype;

DROP SCHEMA auth;

DROP SCHEMA realtime;

DROP SCHEMA storage;
