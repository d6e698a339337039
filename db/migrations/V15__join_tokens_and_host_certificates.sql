-- A secret that lets hosts join. The manager stores the hash of the secret, and shows the secret once.
create table join_token (
    id          uuid                     not null primary key,
    secret_hash varchar(64)              not null,
    -- OPEN, USED_UP or REVOKED. An OPEN token may have expired.
    state       varchar(20)              not null,
    epoch       bigint                   not null,
    -- The only host that may join with the token. NULL: any host with a new name.
    host_name   varchar(253),
    -- An operator has allowed that the host joins although the manager knows the host already.
    rejoin      boolean                  not null,
    uses        integer                  not null,
    used        integer                  not null,
    created_at  timestamp with time zone not null,
    created_by  varchar(400)             not null,
    expires_at  timestamp with time zone not null,
    ended_at    timestamp with time zone,
    constraint join_token_secret_once unique (secret_hash)
);
create index join_token_by_creation on join_token (created_at);

-- Every certificate that the manager has issued to a host. A certificate without a row is refused.
create table host_certificate (
    id          uuid                     not null primary key,
    host_id     uuid                     not null references host (id),
    -- Of the certificate, in hexadecimal digits.
    serial      varchar(40)              not null,
    -- VALID or REVOKED. A VALID certificate may have ended.
    state       varchar(20)              not null,
    epoch       bigint                   not null,
    -- SHA-256 of the public key. A repeated request for the same key gets the same certificate.
    key_hash    varchar(64)              not null,
    -- The token that the host has joined with. NULL: a renewal.
    token_id    uuid,
    certificate varchar(4000)            not null,
    issued_at   timestamp with time zone not null,
    ends_at     timestamp with time zone not null,
    revoked_at  timestamp with time zone,
    reason      varchar(2000),
    constraint host_certificate_serial_once unique (serial),
    constraint host_certificate_key_once unique (key_hash)
);
create index host_certificate_by_host on host_certificate (host_id, issued_at);

-- Hosts that have joined with a certificate have neither a machine id nor a secret of their own.
alter table host alter column machine_id drop not null;
alter table host alter column credential_hash drop not null;

-- The name while the host is part of the fleet. NULL: the host was removed, and another host may join with the name.
alter table host add column live_name varchar(253);
update host set live_name = name;
alter table host add column removed_at timestamp with time zone;
alter table host drop constraint host_name_once;
alter table host add constraint host_live_name_once unique (live_name);
