-- What all tenants share. Each statement can run again: the file is run whenever it changed.
create schema if not exists nexus;
create extension if not exists pg_trgm with schema public;

create table if not exists nexus.tenants (
    id uuid primary key,
    name text not null,
    industry text not null,
    country text not null,
    currency text not null,
    status text not null default 'active',
    modules text[] not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    -- Fingerprint of the declarations that the schema was last brought up to date with.
    schema_fingerprint text not null default ''
);

-- What a tenant that is closed for a restore goes back to.
alter table nexus.tenants add column if not exists status_before text;

-- Patches of tenants' tables that were applied, each once in each tenant.
create table if not exists nexus.patches (
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    module text not null,
    number int not null,
    why text not null,
    at timestamptz not null default now(),
    primary key (tenant_id, module, number)
);

-- Fields that a tenant added to a resource.
create table if not exists nexus.custom_fields (
    id uuid primary key,
    tenant_id uuid not null references nexus.tenants(id) on delete cascade,
    resource text not null,
    name text not null,
    label text not null,
    kind text not null,
    choices text[] not null default '{}',
    required boolean not null default false,
    description text not null default '',
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    custom jsonb not null default '{}',
    unique (tenant_id, resource, name)
);

-- What changed that processes hold in memory; read by each process several times a second (see Invalidations).
create table if not exists nexus.invalidations (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    kind text not null,
    key text not null
);
-- By the transaction, because one that began long ago may commit late.
alter table nexus.invalidations add column if not exists tx xid8 not null default pg_current_xact_id();
create index if not exists invalidations_tx on nexus.invalidations (tx);
drop index if exists nexus.invalidations_at;

-- The event log, which is the outbox as well: a write and its events commit together. Readers go by (tx, position) and stop before
-- the oldest transaction still running, so that one which commits late is never skipped.
create table if not exists nexus.events (
    position bigint generated always as identity primary key,
    tx xid8 not null default pg_current_xact_id(),
    id uuid not null,
    tenant_id uuid not null,
    name text not null,
    resource text not null,
    row_id uuid,
    actor text not null,
    at timestamptz not null,
    trace_parent text,
    data jsonb not null
);
create index if not exists events_tx on nexus.events (tx, position);
create index if not exists events_tenant on nexus.events (tenant_id, tx, position);
create index if not exists events_row on nexus.events (row_id);
create index if not exists events_id on nexus.events (id);

-- Every change: who, when, what before and after. Rows are only ever added; the seals of the hash chain are rows of their own.
create table if not exists nexus.audit (
    id uuid not null,
    tx xid8 not null default pg_current_xact_id(),
    tenant_id uuid not null,
    at timestamptz not null,
    actor_kind text not null,
    actor_id uuid,
    actor text not null,
    on_behalf_of text,
    operation text not null,
    resource text not null,
    row_id uuid,
    before jsonb,
    after jsonb,
    trace_parent text,
    -- A copy of a tenant has the entries of the original.
    primary key (tenant_id, id)
);
create index if not exists audit_tx on nexus.audit (tx, id);
create index if not exists audit_at on nexus.audit (tenant_id, at);
create index if not exists audit_row on nexus.audit (row_id);

-- Proofs of tenants that are gone; the column isn't tenant_id, for it isn't a tenant's row.
create table if not exists nexus.erasures (
    id uuid primary key,
    erased_id uuid not null,
    at timestamptz not null,
    proof jsonb not null
);

-- Answers of activations that carried an Idempotency-Key, encrypted: they hold credentials.
create table if not exists nexus.activations (
    key_hash bytea primary key,
    request_hash bytea not null,
    answer bytea,
    at timestamptz not null default now()
);
-- Whose credentials the answer holds, to go with the tenant.
alter table nexus.activations add column if not exists tenant_id uuid;
create index if not exists activations_at on nexus.activations (at);

-- Answers to calls that carried an Idempotency-Key; kept for IdempotencyHours.
create table if not exists nexus.idempotency (
    tenant_id uuid not null,
    caller text not null,
    key text not null,
    request_hash bytea not null,
    answer jsonb,
    at timestamptz not null default now(),
    primary key (tenant_id, caller, key)
);
create index if not exists idempotency_at on nexus.idempotency (at);

-- An update that finds its row changed by another makes the transaction start anew.
create or replace function nexus.changed_one(n bigint) returns bigint language plpgsql as $$
begin
    if n <> 1 then
        raise exception 'row was changed meanwhile' using errcode = 'serialization_failure';
    end if;
    return n;
end $$;

-- array_to_string isn't immutable, which a generated column needs; for text it may be.
create or replace function nexus.flat(list text[]) returns text language sql immutable parallel safe as $$ select array_to_string(list, ' ') $$;

-- A row of a tenant's schema references a user or team of the same tenant; a foreign key alone can't say so.
create or replace function nexus.must_exist(found boolean, field text) returns boolean language plpgsql as $$
begin
    -- By its number: the name "found" would be PL/pgSQL's own variable, which is false here.
    if not $1 then
        raise exception 'unknown reference' using errcode = 'foreign_key_violation', constraint = 'fk__' || field;
    end if;
    return true;
end $$;
