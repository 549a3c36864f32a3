-- Ways to look at lists that people kept.
create table if not exists nexus.views (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    resource text not null,
    name text not null,
    query text not null default '',
    private boolean not null default false,
    is_default boolean not null default false,
    owner_id uuid references nexus.users(id) on delete cascade,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}'
);
create index if not exists views_tenant on nexus.views (tenant_id, resource);
