-- How many reactions led to the event; a chain of reactions ends at a limit.
alter table nexus.events add column if not exists depth smallint not null default 0;

-- Transactions that write for long and tell their events when they have committed (see LateEvents). A row says so while its transaction runs.
create table if not exists nexus.late_transactions (
    tx xid8 primary key
);

-- The place of a new event: its transaction, or, of one that tells late, beyond all transactions until it is told.
create or replace function nexus.event_tx() returns xid8 language sql as $$
    select case when current_setting('nexus.tells_late', true) = 'yes'
        then (4611686018427387904 + pg_current_xact_id()::text::bigint)::text::xid8 else pg_current_xact_id() end
$$;
alter table nexus.events alter column tx set default nexus.event_tx();

-- What is before it is final: no transaction that runs will put an event there.
create or replace function nexus.events_final_before() returns xid8 language sql stable as $$
    select coalesce(
        (select x from pg_snapshot_xip(pg_current_snapshot()) x where not exists (select 1 from nexus.late_transactions l where l.tx = x) order by x limit 1),
        pg_snapshot_xmax(pg_current_snapshot()))
$$;

-- How far each consumer of the log has come. Its row is locked by the one process that consumes at the moment.
create table if not exists nexus.cursors (
    name text primary key,
    tx xid8 not null default '0',
    position bigint not null default 0,
    moved_at timestamptz not null default now()
);

-- What is to be done once for an event: a row is made when the event is dispatched, and marked done in the transaction of the effects.
create table if not exists nexus.inbox (
    id uuid primary key,
    tenant_id uuid not null,
    event_id uuid not null,
    event_position bigint not null,
    reaction text not null,
    -- due, done, skipped (the module isn't active), parked, discarded
    status text not null default 'due',
    due_at timestamptz not null default now(),
    attempts int not null default 0,
    error_code text,
    error_message text,
    at timestamptz not null default now(),
    ended_at timestamptz,
    unique (event_id, reaction)
);
create index if not exists inbox_due on nexus.inbox (due_at, event_position) where status = 'due';
create index if not exists inbox_parked on nexus.inbox (tenant_id, at) where status = 'parked';
create index if not exists inbox_ended on nexus.inbox (ended_at) where status in ('done', 'skipped', 'discarded');

-- What administrators see of it, with the columns that every resource has.
create or replace view nexus.event_log as
select e.id, e.tenant_id, e.name, e.resource, e.row_id, e.actor, e.depth::bigint as depth, e.trace_parent,
       1::bigint as version, e.at as created_at, null::uuid as created_by, e.at as updated_at, null::uuid as updated_by,
       null::timestamptz as archived_at, '{}'::jsonb as custom
from nexus.events e;

create or replace view nexus.parked_reactions as
select i.id, i.tenant_id, i.reaction, e.name as event_name, i.event_id, e.resource, e.row_id, e.actor,
       i.attempts::bigint as attempts, i.error_code, i.error_message,
       1::bigint as version, i.at as created_at, null::uuid as created_by, coalesce(i.ended_at, i.at) as updated_at, null::uuid as updated_by,
       null::timestamptz as archived_at, '{}'::jsonb as custom
from nexus.inbox i join nexus.events e on e.position = i.event_position
where i.status = 'parked';

-- Where a tenant's events are sent to; what its maker may not read is not sent.
create table if not exists nexus.webhooks (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    url text not null,
    events text[] not null,
    description text not null default '',
    -- In whose name, and the scopes of the key that it was made with; null: no limit.
    user_id uuid not null references nexus.users(id) on delete cascade,
    scopes text[],
    failing_since timestamptz,
    disabled_at timestamptz,
    disabled_reason text,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);
-- The key that it was made with: it is switched off when the key is revoked.
alter table nexus.webhooks add column if not exists api_key_id uuid;
create index if not exists webhooks_api_key on nexus.webhooks (api_key_id);
create index if not exists webhooks_tenant on nexus.webhooks (tenant_id) where archived_at is null and disabled_at is null;

-- What webhooks sign with, encrypted under the master key. While an older one counts, both sign.
create table if not exists nexus.webhook_secrets (
    webhook_id uuid not null,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    secret bytea not null,
    made_at timestamptz not null default now(),
    counts_until timestamptz
);
create index if not exists webhook_secrets_webhook on nexus.webhook_secrets (webhook_id);

create table if not exists nexus.deliveries (
    id uuid primary key,
    tenant_id uuid not null,
    webhook_id uuid not null references nexus.webhooks(id) on delete cascade,
    event_id uuid not null,
    event_position bigint not null,
    -- due, delivered, failed (given up), withheld (its maker may not read the row)
    status text not null default 'due',
    due_at timestamptz not null default now(),
    attempts int not null default 0,
    response_status int,
    error_code text,
    error_message text,
    at timestamptz not null default now(),
    ended_at timestamptz,
    unique (webhook_id, event_id)
);
create index if not exists deliveries_due on nexus.deliveries (due_at, event_position) where status = 'due';
create index if not exists deliveries_webhook on nexus.deliveries (webhook_id, at);
create index if not exists deliveries_ended on nexus.deliveries (ended_at) where status <> 'due';

create or replace view nexus.webhook_deliveries as
select d.id, d.tenant_id, d.webhook_id, d.event_id, e.name as event_name, d.status, d.attempts::bigint as attempts, d.response_status::bigint as response_status,
       d.error_code, d.error_message, case when d.status = 'due' then d.due_at end as next_attempt_at,
       1::bigint as version, d.at as created_at, null::uuid as created_by, coalesce(d.ended_at, d.at) as updated_at, null::uuid as updated_by,
       null::timestamptz as archived_at, '{}'::jsonb as custom
from nexus.deliveries d join nexus.events e on e.position = d.event_position
where d.status <> 'withheld';

-- True when a pattern (crm.deal.won, crm.deal.*, *.created, *) covers a name; as a role's permissions do.
create or replace function nexus.covers(pattern text, name text) returns boolean language sql immutable parallel safe as $$
    select pattern = '*' or pattern = name
        or right(pattern, 2) = '.*' and starts_with(name, left(pattern, -1))
        or left(pattern, 2) = '*.' and right(name, length(pattern) - 1) = substr(pattern, 2)
$$;
