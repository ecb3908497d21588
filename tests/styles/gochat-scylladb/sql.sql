CREATE TABLE attachments (
    channel_id bigint,
    id bigint,
    author_id bigint,
    content_type text,
    done boolean,
    filesize bigint,
    height bigint,
    name text,
    preview_url text,
    url text,
    width bigint,
    PRIMARY KEY (channel_id, id)
) WITH comment = 'Files of messages, by channel';

CREATE TABLE avatars (
    user_id bigint,
    id bigint,
    content_type text,
    done boolean,
    filesize bigint,
    height bigint,
    url text,
    width bigint,
    PRIMARY KEY (user_id, id)
) WITH comment = 'Pictures of users';

CREATE TABLE channel_mentions (
    channel_id bigint,
    message_id bigint,
    author_id bigint,
    guild_id bigint,
    role_id bigint,
    type int,
    PRIMARY KEY (channel_id, message_id)
) WITH CLUSTERING ORDER BY (message_id DESC)
    AND comment = 'Mentions of roles and of everyone, newest first';

CREATE TABLE dm_channels_last_messages (
    channel_id bigint,
    last_message_id bigint,
    PRIMARY KEY (channel_id)
) WITH comment = 'The last message of a conversation';

CREATE TABLE guild_channels_last_messages (
    guild_id bigint,
    channels map<bigint, bigint>,
    PRIMARY KEY (guild_id)
) WITH comment = 'The last message of each of a guild''s channels';

CREATE TABLE icons (
    guild_id bigint,
    id bigint,
    content_type text,
    done boolean,
    filesize bigint,
    height bigint,
    url text,
    width bigint,
    PRIMARY KEY (guild_id, id)
) WITH comment = 'Pictures of guilds';

CREATE TABLE mentions (
    user_id bigint,
    channel_id bigint,
    message_id bigint,
    author_id bigint,
    PRIMARY KEY (user_id, channel_id, message_id)
) WITH CLUSTERING ORDER BY (channel_id ASC, message_id DESC)
    AND comment = 'A user''s mentions, newest first';

CREATE TABLE messages (
    channel_id bigint,
    bucket int,
    id bigint,
    content text,
    edited_at timestamp,
    reference bigint,
    thread bigint,
    type int,
    user_id bigint,
    attachments list<bigint>,
    PRIMARY KEY ((channel_id, bucket), id)
) WITH CLUSTERING ORDER BY (id DESC)
    AND comment = 'Messages by channel and stretch of time, newest first; a bucket keeps a partition from growing without bound';

CREATE TABLE reactions (
    message_id bigint,
    emote_id bigint,
    user_id bigint,
    PRIMARY KEY (message_id, emote_id, user_id)
) WITH comment = 'Who reacted how to a message';

CREATE TABLE read_states (
    user_id bigint,
    channels map<bigint, bigint>,
    PRIMARY KEY (user_id)
) WITH comment = 'How far a user has read each channel';

CREATE TABLE schema_migrations (
    version bigint,
    dirty boolean,
    PRIMARY KEY (version)
) WITH comment = 'The version of the schema, as golang-migrate keeps it';
