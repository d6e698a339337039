-- The agent, libvirt or the guard of a host is away, as the record of the host says. No row: the record does not say so.
create table host_outage (
    host_id uuid                     not null references host (id),
    -- AGENT, LIBVIRT or GUARD.
    part    varchar(20)              not null,
    -- When the part went away, by the manager's clock.
    since   timestamp with time zone not null,
    primary key (host_id, part)
);

-- The entries about a host itself, and about neither an assignment nor a conflict.
create index record_entry_by_host on record_entry (host_id, assignment_id, conflict_id, id);
