BEGIN;
CREATE TABLE public.audit (
    guild_id bigint NOT NULL,
    changes jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT audit_pkey PRIMARY KEY (guild_id, created_at)
);
CREATE TABLE public.authentications (
    user_id bigint NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT authentications_pkey PRIMARY KEY (user_id)
);
CREATE TABLE public.blocked_users (
    blocked_user_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT blocked_users_pkey PRIMARY KEY (user_id, blocked_user_id)
);
CREATE TABLE public.channel_roles_permissions (
    channel_id bigint NOT NULL,
    role_id bigint NOT NULL,
    accept bigint DEFAULT 0 NOT NULL,
    deny bigint DEFAULT 0 NOT NULL,
    CONSTRAINT channel_roles_permissions_pkey PRIMARY KEY (channel_id, role_id)
);
CREATE TABLE public.channel_user_permissions (
    channel_id bigint NOT NULL,
    user_id bigint NOT NULL,
    accept bigint DEFAULT 0 NOT NULL,
    deny bigint DEFAULT 0 NOT NULL,
    CONSTRAINT channel_user_permissions_pkey PRIMARY KEY (channel_id, user_id)
);
CREATE TABLE public.channels (
    name text NOT NULL,
    type integer DEFAULT 0 NOT NULL,
    parent_id bigint,
    permissions bigint,
    topic text,
    private boolean DEFAULT false NOT NULL,
    last_message bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    voice_region text,
    id bigint NOT NULL,
    CONSTRAINT channels_pkey PRIMARY KEY (id)
);
CREATE TABLE public.discriminators (
    user_id bigint NOT NULL,
    discriminator text NOT NULL,
    CONSTRAINT discriminators_pkey PRIMARY KEY (user_id)
);
CREATE TABLE public.dm_channels (
    user_id bigint NOT NULL,
    participant_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    CONSTRAINT dm_channels_pkey PRIMARY KEY (user_id, participant_id)
);
CREATE TABLE public.friend_requests (
    friend_id bigint NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT friend_requests_pkey PRIMARY KEY (user_id, friend_id)
);
CREATE TABLE public.friends (
    user_id bigint NOT NULL,
    friend_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT friends_pkey PRIMARY KEY (user_id, friend_id)
);
CREATE TABLE public.group_dm_channels (
    user_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    CONSTRAINT group_dm_channels_pkey PRIMARY KEY (channel_id, user_id)
);
CREATE TABLE public.guild_channels (
    guild_id bigint NOT NULL,
    channel_id bigint NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    CONSTRAINT guild_channels_pkey PRIMARY KEY (guild_id, channel_id)
);
CREATE TABLE public.guild_invite_codes (
    invite_id bigint NOT NULL,
    guild_id bigint NOT NULL,
    invite_code character varying(8) NOT NULL,
    CONSTRAINT guild_invite_codes_pkey PRIMARY KEY (guild_id, invite_id)
);
CREATE TABLE public.guild_invites (
    author_id bigint NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    guild_id bigint NOT NULL,
    invite_id bigint NOT NULL,
    CONSTRAINT guild_invites_pkey PRIMARY KEY (guild_id, invite_id)
);
CREATE TABLE public.guilds (
    name text NOT NULL,
    owner_id bigint NOT NULL,
    icon bigint,
    public boolean DEFAULT false NOT NULL,
    permissions bigint DEFAULT 0,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    system_messages bigint,
    id bigint NOT NULL,
    CONSTRAINT guilds_pkey PRIMARY KEY (id)
);
CREATE TABLE public.members (
    user_id bigint NOT NULL,
    guild_id bigint NOT NULL,
    username text,
    avatar bigint,
    join_at timestamp with time zone DEFAULT now() NOT NULL,
    timeout timestamp with time zone,
    CONSTRAINT members_pkey PRIMARY KEY (guild_id, user_id)
);
CREATE TABLE public.recoveries (
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    user_id bigint NOT NULL,
    token character varying(64) NOT NULL,
    CONSTRAINT recoveries_pkey PRIMARY KEY (user_id, token)
);
CREATE TABLE public.registrations (
    email text NOT NULL,
    confirmation_token text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT registrations_pkey PRIMARY KEY (user_id)
);
CREATE TABLE public.roles (
    id bigint NOT NULL,
    guild_id bigint NOT NULL,
    name text NOT NULL,
    color integer DEFAULT 0 NOT NULL,
    permissions bigint DEFAULT 0,
    CONSTRAINT roles_pkey PRIMARY KEY (guild_id, id)
);
CREATE TABLE public.user_roles (
    guild_id bigint NOT NULL,
    user_id bigint NOT NULL,
    role_id bigint NOT NULL,
    CONSTRAINT user_roles_pkey PRIMARY KEY (guild_id, user_id, role_id)
);
CREATE TABLE public.user_settings (
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT user_settings_pkey PRIMARY KEY (user_id)
);
CREATE TABLE public.users (
    name text NOT NULL,
    avatar bigint,
    blocked boolean DEFAULT false NOT NULL,
    upload_limit bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    id bigint NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);
CREATE INDEX blocked_users_blocked_user_id_idx ON public.blocked_users (blocked_user_id);
CREATE INDEX channel_roles_permissions_role_id_idx ON public.channel_roles_permissions (role_id);
CREATE INDEX channel_user_permissions_user_id_idx ON public.channel_user_permissions (user_id);
CREATE INDEX dm_channels_channel_id_idx ON public.dm_channels (channel_id);
CREATE INDEX dm_channels_participant_id_idx ON public.dm_channels (participant_id);
CREATE INDEX friend_requests_friend_id_idx ON public.friend_requests (friend_id);
CREATE INDEX friends_friend_id_idx ON public.friends (friend_id);
CREATE INDEX group_dm_channels_user_id_idx ON public.group_dm_channels (user_id);
CREATE INDEX guild_channels_channel_id_idx ON public.guild_channels (channel_id);
CREATE INDEX guild_invite_codes_invite_code_idx ON public.guild_invite_codes (invite_code);
CREATE INDEX guild_invites_author_id_idx ON public.guild_invites (author_id);
CREATE INDEX members_user_id_idx ON public.members (user_id);
CREATE INDEX user_roles_role_id_idx ON public.user_roles (role_id);
CREATE INDEX user_roles_user_id_idx ON public.user_roles (user_id);
COMMENT ON TABLE public.audit IS 'What was changed in a guild, by whom and when';
COMMENT ON TABLE public.channels IS 'Channels of guilds and conversations alike';
COMMENT ON TABLE public.guilds IS 'Guilds, each with its owner';
COMMENT ON TABLE public.members IS 'Who is in which guild';
COMMENT ON TABLE public.users IS 'Who writes';
COMMIT;
