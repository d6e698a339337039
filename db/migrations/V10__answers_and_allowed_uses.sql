-- The answers of operators to the unknowns of a host, part of the host's desired state. A row is replaced by the next answer to the unknown.
create table host_unknown_answer (
    host_id     uuid                     not null references host (id),
    -- As the agent reports it: a digest of the text.
    unknown_id  varchar(12)              not null,
    -- The unknown in the agent's words at the time of the answer.
    text        varchar(16384)           not null,
    -- Addresses with commas between them; empty if the operator has stated that no PCI function is meant.
    functions   varchar(100000)          not null,
    no_function boolean                  not null,
    -- A digest of the functions at the time of the answer.
    hardware    varchar(32)              not null,
    answered_by varchar(400)             not null,
    answered_at timestamp with time zone not null,
    primary key (host_id, unknown_id)
);

-- The uses of the group that the request allows to end: codes of refusals with commas between them. NULL: none.
alter table assignment add column allowed varchar(1000);
alter table group_order add column allowed varchar(1000);
