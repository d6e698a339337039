-- One set of SQL for H2 and PostgreSQL. What both enforce carries the safety: "one live owner" is a unique key that is
-- set while a row lives and NULL once it has ended (H2 has no partial index, and NULLs never collide).

create table host (
    id              uuid                     not null primary key,
    name            varchar(253)             not null,
    machine_id      varchar(253)             not null,
    credential_hash varchar(64)              not null,
    libvirt_uri     varchar(2000),
    -- Of the desired state. Grows with every order placed or dropped.
    revision        bigint                   not null,
    enrolled_at     timestamp with time zone not null,
    last_seen_at    timestamp with time zone,
    constraint host_name_once unique (name),
    constraint host_credential_once unique (credential_hash)
);

-- The newest report of each host, as it came.
create table host_inventory (
    host_id     uuid                     not null primary key references host (id),
    agent_start timestamp with time zone not null,
    sequence    bigint                   not null,
    boot_id     varchar(253)             not null,
    observed_at timestamp with time zone not null,
    received_at timestamp with time zone not null,
    report      varchar(1000000)         not null
);

-- The desired state of each host: one order for each group that the manager has a say about.
create table group_order (
    host_id       uuid         not null references host (id),
    fingerprint   varchar(32)  not null,
    operation_id  varchar(100) not null,
    want          varchar(20)  not null,
    watch_use     boolean      not null,
    assignment_id uuid         not null,
    guest         varchar(253),
    primary key (host_id, fingerprint)
);

create table assignment (
    id               uuid                     not null primary key,
    host_id          uuid                     not null references host (id),
    fingerprint      varchar(32)              not null,
    -- host id / fingerprint while the assignment lives.
    live_group       varchar(100),
    guest_uuid       uuid                     not null,
    guest_name       varchar(253)             not null,
    state            varchar(20)              not null,
    -- Counts the changes of this row. Every change names the one that it has seen.
    epoch            bigint                   not null,
    state_since      timestamp with time zone not null,
    -- How it ends once the group is back with the host, and why; set when the way back begins.
    ending           varchar(20),
    reason           varchar(2000),
    -- What keeps it from going on, for people.
    problem          varchar(2000),
    operation_id     varchar(100),
    operations       integer                  not null,
    failures         integer                  not null,
    deadline         timestamp with time zone,
    retry_at         timestamp with time zone,
    asked_at         timestamp with time zone,
    -- The desired state's revision when the guest was seen without the functions: only a report of an agent that
    -- knows this revision tells whether the group is free.
    release_revision bigint,
    boot_id          varchar(253),
    requested_at     timestamp with time zone not null,
    requested_by     varchar(253),
    remote_address   varchar(100)             not null,
    ended_at         timestamp with time zone,
    constraint assignment_live_group_once unique (live_group)
);
create index assignment_by_host on assignment (host_id);

-- The functions that the guest gets.
create table assignment_function (
    assignment_id uuid         not null references assignment (id),
    address       varchar(20)  not null,
    alias         varchar(100) not null,
    given_at      timestamp with time zone,
    returned_at   timestamp with time zone,
    primary key (assignment_id, address)
);

-- Every endpoint of the group. A group whose membership changed has another fingerprint; its members still collide here.
create table assignment_member (
    assignment_id uuid        not null references assignment (id),
    address       varchar(20) not null,
    host_driver   varchar(100),
    -- host id / address while the assignment lives.
    live_function varchar(100),
    primary key (assignment_id, address),
    constraint assignment_member_live_function_once unique (live_function)
);

create table conflict (
    id                        uuid                     not null primary key,
    host_id                   uuid                     not null references host (id),
    assignment_id             uuid                     not null references assignment (id),
    fingerprint               varchar(32)              not null,
    -- host id / fingerprint while the conflict is open: later claims on the group join it.
    live_group                varchar(100),
    state                     varchar(20)              not null,
    epoch                     bigint                   not null,
    state_since               timestamp with time zone not null,
    guest_run                 varchar(100),
    release_deadline_seconds  integer                  not null,
    shutdown_deadline_seconds integer                  not null,
    -- Of the rung that is being taken; set when the guest has been asked.
    deadline                  timestamp with time zone,
    release_asked_at          timestamp with time zone,
    release_asks              integer                  not null,
    shutdown_asked_at         timestamp with time zone,
    shutdown_asks             integer                  not null,
    exhausted                 boolean                  not null,
    problem                   varchar(2000),
    opened_at                 timestamp with time zone not null,
    resolved_at               timestamp with time zone,
    constraint conflict_live_group_once unique (live_group)
);
create index conflict_by_assignment on conflict (assignment_id);

create table claim (
    id             uuid                     not null primary key,
    conflict_id    uuid                     not null references conflict (id),
    address        varchar(20)              not null,
    reason         varchar(2000),
    claimed_by     varchar(253),
    remote_address varchar(100)             not null,
    made_at        timestamp with time zone not null
);
create index claim_by_conflict on claim (conflict_id);

-- Who, what, when. Rows are added, never changed.
create table record_entry (
    id            bigint generated by default as identity primary key,
    at            timestamp with time zone not null,
    host_id       uuid                     not null references host (id),
    assignment_id uuid references assignment (id),
    conflict_id   uuid references conflict (id),
    kind          varchar(60)              not null,
    actor         varchar(400)             not null,
    text          varchar(4000)            not null
);
create index record_entry_by_assignment on record_entry (assignment_id);
create index record_entry_by_conflict on record_entry (conflict_id);
