-- The restores of backups, so that each is taken up once.
create table restore (
    id          uuid                     not null primary key,
    backup_at   timestamp with time zone not null,
    restored_at timestamp with time zone not null
);

-- The hosts whose agents have carried out orders that the database does not know: the database is an older copy.
create table outdated_host (
    host_id  uuid                     not null primary key references host (id),
    -- RESTORED by the command restore, or noticed by the HIGHER_REVISION that the agent knows.
    cause    varchar(20)              not null,
    begun_at timestamp with time zone not null,
    -- Counts the answers. Every answer names the count that it has seen.
    epoch    bigint                   not null
);

-- The differences that an operator has answered by keeping the record as it is, while the host is outdated.
create table outdated_host_kept (
    host_id       uuid not null references host (id),
    assignment_id uuid not null references assignment (id),
    primary key (host_id, assignment_id)
);
