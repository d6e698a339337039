-- libvirt has no limit for the name of a guest. The manager refuses a guest with a longer name.
alter table assignment alter column guest_name set data type varchar(1024);
alter table group_order alter column guest set data type varchar(1024);
alter table host_fence alter column guest_name set data type varchar(1024);

-- An operator has allowed assignments on the host while the guard of the host does not work. No row: no such assignments.
create table host_unguarded_loans (
    host_id    uuid                     not null primary key references host (id),
    allowed_by varchar(400)             not null,
    reason     varchar(2000)            not null,
    allowed_at timestamp with time zone not null
);
