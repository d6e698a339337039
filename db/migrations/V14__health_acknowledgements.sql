-- The health events of functions that operators have acknowledged, part of the host's desired state. A row is removed when the agent does
-- not report the event any more.
create table host_health_acknowledgement (
    host_id         uuid                     not null references host (id),
    -- As the agent reports it. A further defect has another id.
    event_id        varchar(12)              not null,
    address         varchar(20)              not null,
    acknowledged_by varchar(400)             not null,
    reason          varchar(2000)            not null,
    acknowledged_at timestamp with time zone not null,
    primary key (host_id, event_id)
);
