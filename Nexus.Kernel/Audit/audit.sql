-- The tenant's chain: each entry's number and hash = SHA-256(hash before || entry). Added by the sealer after the write has committed.
create table if not exists nexus.audit_seals (
    tenant_id uuid not null,
    sequence bigint not null,
    audit_id uuid not null,
    hash bytea not null,
    primary key (tenant_id, sequence),
    unique (tenant_id, audit_id)
);

-- How long each chain is and how it ends, signed under the master key: who cuts the end off or builds a chain anew can't sign it.
create table if not exists nexus.audit_heads (
    tenant_id uuid primary key,
    count bigint not null,
    hash bytea not null,
    -- Since when the head was found to be touched; never cleared, and signed as well.
    broken_at timestamptz,
    mac bytea not null
);

-- Below this transaction every entry is sealed, so that the sealer looks at new ones only.
create table if not exists nexus.audit_sealer (
    only_row boolean primary key default true check (only_row),
    sealed_below xid8 not null
);
insert into nexus.audit_sealer (sealed_below) values ('0') on conflict do nothing;

-- Entries and seals are only ever added. Erasing and restoring a tenant say so for their transaction.
create or replace function nexus.only_added() returns trigger language plpgsql as $$
begin
    if coalesce(current_setting('nexus.replaces_tenant', true), '') <> 'yes' then
        raise exception 'rows of % are only ever added', tg_table_name using errcode = 'insufficient_privilege';
    end if;
    return null;
end $$;
create or replace trigger only_added before update or delete or truncate on nexus.audit for each statement execute function nexus.only_added();
create or replace trigger only_added before update or delete or truncate on nexus.audit_seals for each statement execute function nexus.only_added();

-- As a resource: with the columns that each has.
create or replace view nexus.audit_entries as
select a.id, a.tenant_id, 1::bigint as version, a.at as created_at, case when a.actor_kind = 'user' then a.actor_id end as created_by,
       a.at as updated_at, null::uuid as updated_by, null::timestamptz as archived_at, '{}'::jsonb as custom,
       a.at, a.actor_kind, a.actor_id, a.actor, a.on_behalf_of, a.operation, a.resource, a.row_id, a.before, a.after, s.sequence, substring(a.trace_parent from 4 for 32) as trace_id
from nexus.audit a left join nexus.audit_seals s on s.tenant_id = a.tenant_id and s.audit_id = a.id;
