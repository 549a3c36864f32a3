-- Who may come in. A null tenant_id is the platform's own.
create table if not exists nexus.users (
    id uuid primary key,
    tenant_id uuid references nexus.tenants(id) on delete cascade,
    email text not null,
    name text not null default '',
    roles text[] not null default '{}',
    password_hash text,
    -- Second factor: the secret, encrypted under the master key; confirmed once a code was right.
    totp_secret bytea,
    totp_confirmed_at timestamptz,
    totp_last_step bigint,
    password_changed_at timestamptz,
    last_login_at timestamptz,
    locale text not null default 'en',
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);
create unique index if not exists users__email on nexus.users (coalesce(tenant_id, '00000000-0000-0000-0000-000000000000'), lower(email));
create index if not exists users_email on nexus.users (lower(email));

create table if not exists nexus.teams (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    name text not null,
    description text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);
create unique index if not exists teams__name on nexus.teams (tenant_id, lower(name)) where archived_at is null;

create table if not exists nexus.team_members (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    team_id uuid not null references nexus.teams(id) on delete cascade,
    user_id uuid not null references nexus.users(id) on delete cascade,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);
create unique index if not exists team_members__user_id on nexus.team_members (team_id, user_id) where archived_at is null;
create index if not exists team_members_user on nexus.team_members (user_id);

-- A role's name never changes: users and API keys hold roles by name.
create table if not exists nexus.roles (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    name text not null,
    description text not null default '',
    -- [{"permission": "crm.deal.*", "rows": "own"}]
    grants jsonb not null default '[]',
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);
create unique index if not exists roles__name on nexus.roles (tenant_id, name);

create table if not exists nexus.api_keys (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    name text not null,
    -- Acts for this user, with this user's roles and rows; null: for itself, with the roles named.
    user_id uuid references nexus.users(id) on delete cascade,
    roles text[] not null default '{}',
    -- Patterns that it is limited to; null: no limit.
    scopes text[],
    -- SHA-256 of the secret, which has 256 bits of its own and so needs no salt.
    -- Null only within the statement batch that makes the key.
    secret_hash bytea unique,
    prefix text not null,
    expires_at timestamptz,
    last_used_at timestamptz,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);

-- A log-in that lasts. Archived means ended: neither its access tokens nor its refresh token count from then on.
create table if not exists nexus.sessions (
    id uuid primary key,
    tenant_id uuid references nexus.tenants(id) on delete cascade,
    user_id uuid not null references nexus.users(id) on delete cascade,
    -- SHA-256 of the refresh token that counts. One of this session that isn't the current one was stolen or was copied: the session ends.
    refresh_hash bytea unique,
    refreshed_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ip text,
    user_agent text,
    -- logout, revoked, refresh_token_reused, password_changed
    ended_by text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);
create index if not exists sessions_user on nexus.sessions (user_id);
create index if not exists sessions_expires on nexus.sessions (expires_at);

-- Codes that stand in for a lost second factor, each once.
create table if not exists nexus.recovery_codes (
    user_id uuid not null references nexus.users(id) on delete cascade,
    code_hash bytea not null,
    used_at timestamptz,
    primary key (user_id, code_hash)
);

-- Failed log-ins by what was typed (and by that with the address), whether such a user exists or not, so that a lock tells nothing. Both are kept as hashes: people
-- type passwords into the wrong field.
create table if not exists nexus.login_failures (
    login_hash bytea primary key,
    failures int not null,
    last_at timestamptz not null,
    locked_until timestamptz
);
-- The name without the address, under which an administrator unlocks it wherever it was locked.
alter table nexus.login_failures add column if not exists name_hash bytea;
create index if not exists login_failures_name on nexus.login_failures (name_hash);
create index if not exists login_failures_last on nexus.login_failures (last_at);

-- Keys that sign access tokens; the private part is encrypted under the master key.
create table if not exists nexus.signing_keys (
    kid text primary key,
    public_key bytea not null,
    private_key bytea not null,
    created_at timestamptz not null default now(),
    -- Published before it signs, so that every verifier knows it by then; verifies until the last token that it signed has expired.
    signs_from timestamptz not null,
    verifies_until timestamptz
);

-- Keys that protect the console's cookies and forms; the secret in each is encrypted under the master key.
create table if not exists nexus.data_protection_keys (
    name text primary key,
    element text not null,
    created_at timestamptz not null default now()
);
