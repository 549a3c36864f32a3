-- What somebody else gave a user to see to; told to them until they have seen it, and forgotten after some weeks.
create table if not exists nexus.notices (
    id uuid primary key,
    tenant_id uuid not null,
    user_id uuid not null references nexus.users(id) on delete cascade,
    resource text not null,
    row_id uuid not null,
    -- Who gave it.
    actor text not null,
    at timestamptz not null
);
create index if not exists notices_user on nexus.notices (user_id, at desc);
create index if not exists notices_at on nexus.notices (at);

-- What a user arranged for themselves: no rows of the business, so neither events nor audit tell of it.
create table if not exists nexus.preferences (
    user_id uuid not null references nexus.users(id) on delete cascade,
    tenant_id uuid not null,
    name text not null,
    value jsonb not null,
    updated_at timestamptz not null default now(),
    primary key (user_id, name)
);
