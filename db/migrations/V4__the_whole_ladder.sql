-- The rungs that end a guest, what an operator says of the ladder, and what the agents are told of claims.

-- As a claim asked for them; NULL: a policy's.
alter table conflict alter column release_deadline_seconds drop not null;
alter table conflict alter column shutdown_deadline_seconds drop not null;
alter table conflict add column destroy_deadline_seconds integer;
-- SIGTERM first, then SIGKILL.
alter table conflict add column destroy_asked_at timestamp with time zone;
alter table conflict add column destroy_asks integer default 0 not null;
-- When a guest that is fenced was suspended.
alter table conflict add column suspended_at timestamp with time zone;
-- When somebody said that the host is repaired.
alter table conflict add column unfenced_at timestamp with time zone;
-- An operator who takes the conflict back, and why.
alter table conflict add column withdrawn_by varchar(400);
alter table conflict add column withdrawn_why varchar(2000);
-- There is a rung after the second now.
alter table conflict drop column exhausted;
-- The run of a guest, as HOST/GUEST/RUN, that this conflict shuts down and destroys; no other open conflict does. NULL: none.
alter table conflict add column ends_guest varchar(200);
alter table conflict add constraint one_end_of_a_guest unique (ends_guest);
-- The conflict that ends the guest of this one.
alter table conflict add column follows uuid;

-- What is said of the ladder: for 'fleet', for 'host/ID', for 'assignment/ID'. NULL is left open.
create table ladder_policy (
    scope            varchar(100) not null primary key,
    release_seconds  integer,
    shutdown_seconds integer,
    destroy_seconds  integer,
    shutdown_allowed boolean,
    destroy_allowed  boolean,
    afterwards       varchar(20)
);

-- Claims that the agent of a host is to refuse, by the agent's id, until it tells that they wait no more.
create table claim_refusal (
    host_id       uuid          not null references host (id),
    host_claim_id uuid          not null,
    reason        varchar(2000) not null,
    primary key (host_id, host_claim_id)
);

-- The guest is fenced: its group is not waited for any more, until somebody has repaired the host.
alter table assignment add column fenced boolean default false not null;

-- Why the host gets no assignments any more; NULL if it does.
alter table host add column cordoned_why varchar(2000);

-- What the functions of a group were when it was lent, so that it can be said what has changed.
alter table assignment_member add column ids varchar(40);

-- Assignments that are to come back when the host lets their groups go again.
create table restoration (
    -- The assignment that has ended.
    assignment_id uuid                     not null primary key references assignment (id),
    host_id       uuid                     not null references host (id),
    conflict_id   uuid                     not null references conflict (id),
    -- The functions that the host has claimed, separated by blanks.
    claimed       varchar(2000)            not null,
    began_at      timestamp with time zone not null,
    -- Since when the host uses none of them, by the steady clock.
    unused_since  timestamp with time zone,
    -- An operator who does not want to wait for that, and why.
    said_by       varchar(400),
    said_why      varchar(2000),
    -- The group as an operator has agreed to it, if it is not what it was.
    consent       varchar(32),
    problem       varchar(2000),
    -- The assignment that has taken its place.
    restored_by   uuid references assignment (id),
    ended_at      timestamp with time zone
);

-- A policy for the whole fleet is about no host.
alter table record_entry alter column host_id drop not null;

-- Each report of a host asks for the open ones.
create index conflict_by_host on conflict (host_id);

-- Each step of anything writes these, and nothing that is often asked reads them: the tasks are few.
drop index scheduled_tasks_last_heartbeat;
drop index scheduled_tasks_priority_execution_time;
