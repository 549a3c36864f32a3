-- How many reactions led to the event; a chain of reactions ends at a limit.
alter table nexus.events add column if not exists depth smallint not null default 0;

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
