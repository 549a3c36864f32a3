-- Operations that run by themselves, at a time or again and again, in the name of who arranged it.
create table if not exists nexus.jobs (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    name text not null,
    operation text not null,
    target uuid,
    input jsonb,
    cron text,
    time_zone text not null default 'UTC',
    run_at timestamptz,
    user_id uuid not null references nexus.users(id) on delete cascade,
    -- Scopes of the key that it was arranged with; null: no limit.
    scopes text[],
    -- active, paused, ended (a one-time job that has run)
    status text not null default 'active',
    due_at timestamptz,
    attempts bigint not null default 0,
    runs bigint not null default 0,
    last_run_at timestamptz,
    last_outcome text,
    last_error_code text,
    last_error_message text,
    last_answer jsonb,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);
-- The key that it was arranged with: it goes when the key is revoked.
alter table nexus.jobs add column if not exists api_key_id uuid;
create index if not exists jobs_api_key on nexus.jobs (api_key_id);
create index if not exists jobs_due on nexus.jobs (due_at) where status = 'active' and archived_at is null;
create index if not exists jobs_tenant on nexus.jobs (tenant_id);
