-- What people write about a row of any resource, and files that they attach to it.
create table if not exists nexus.notes (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    resource text not null,
    row_id uuid not null,
    text text not null,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);
create index if not exists notes_row on nexus.notes (tenant_id, row_id, created_at);

create table if not exists nexus.attachments (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    resource text not null,
    row_id uuid not null,
    name text not null,
    content_type text not null,
    size bigint not null,
    -- No field of the resource: only the download reads it.
    bytes bytea,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);
create index if not exists attachments_row on nexus.attachments (tenant_id, row_id, created_at);
-- Files are compressed already, mostly.
alter table nexus.attachments alter column bytes set storage external;
