-- Operations of modules that have to run at a time, such as the one that ends reservations. One row for all that wait for the same moment.
create table if not exists nexus.timers (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    operation text not null,
    at timestamptz not null,
    -- Later than at when it failed.
    due_at timestamptz not null,
    attempts int not null default 0
);
create index if not exists timers_due on nexus.timers (due_at);
-- Not unique: who arranges one mustn't wait for another that does the same. Now and then there are two, and the second finds nothing to do.
create index if not exists timers_moment on nexus.timers (tenant_id, operation, at);
