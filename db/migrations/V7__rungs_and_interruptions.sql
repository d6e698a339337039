-- How each rung of a conflict went; a rung without a row has not been taken, and lasts as long as a policy says.
create table conflict_rung (
    conflict_id      uuid        not null references conflict (id),
    rung             varchar(20) not null,
    -- As a claim asked for, or an operator extended; NULL: a policy's.
    deadline_seconds integer,
    -- When the time of the request counts from.
    asked_at         timestamp with time zone,
    asks             integer     not null,
    primary key (conflict_id, rung)
);
insert into conflict_rung (conflict_id, rung, deadline_seconds, asked_at, asks)
    select id, 'RELEASE', release_deadline_seconds, release_asked_at, release_asks from conflict
     where release_deadline_seconds is not null or release_asked_at is not null or release_asks > 0;
insert into conflict_rung (conflict_id, rung, deadline_seconds, asked_at, asks)
    select id, 'SHUTDOWN', shutdown_deadline_seconds, shutdown_asked_at, shutdown_asks from conflict
     where shutdown_deadline_seconds is not null or shutdown_asked_at is not null or shutdown_asks > 0;
insert into conflict_rung (conflict_id, rung, deadline_seconds, asked_at, asks)
    select id, 'DESTROY', destroy_deadline_seconds, destroy_asked_at, destroy_asks from conflict
     where destroy_deadline_seconds is not null or destroy_asked_at is not null or destroy_asks > 0;
alter table conflict drop column release_deadline_seconds;
alter table conflict drop column release_asked_at;
alter table conflict drop column release_asks;
alter table conflict drop column shutdown_deadline_seconds;
alter table conflict drop column shutdown_asked_at;
alter table conflict drop column shutdown_asks;
alter table conflict drop column destroy_deadline_seconds;
alter table conflict drop column destroy_asked_at;
alter table conflict drop column destroy_asks;

-- What a conflict has interrupted: where the assignment was, and how it was to end.
create table assignment_interruption (
    assignment_id uuid        not null primary key references assignment (id),
    state         varchar(20) not null,
    ending        varchar(20),
    reason        varchar(2000)
);
insert into assignment_interruption (assignment_id, state, ending, reason)
    select id, evicted_from, evicted_ending, evicted_reason from assignment where evicted_from is not null;
alter table assignment drop column evicted_from;
alter table assignment drop column evicted_ending;
alter table assignment drop column evicted_reason;

-- A restoration has a state, and counts its changes, as assignments and conflicts do.
alter table restoration add column state varchar(20);
update restoration set state = case when ended_at is null then 'WAITING'
                                    when restored_by is null then 'CANCELLED'
                                    else 'RESTORED' end;
alter table restoration alter column state set not null;
alter table restoration add column epoch bigint default 0 not null;
