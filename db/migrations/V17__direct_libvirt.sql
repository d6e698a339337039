-- The addresses of libvirts with an open port, in checked parts. Only operators set them.
create table host_direct_libvirt (
    host_id   uuid                     not null primary key references host (id),
    transport varchar(10)              not null,
    server    varchar(253)             not null,
    -- 0 for the standard port of the transport.
    port      integer                  not null,
    set_by    varchar(400)             not null,
    reason    varchar(2000)            not null,
    set_at    timestamp with time zone not null
);

-- Named by agents, without any proof, and used as a URI: a URI of libvirt can run a program. No later version reads the column.
alter table host drop column libvirt_uri;
