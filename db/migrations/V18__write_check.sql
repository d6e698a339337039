-- One row, which the manager changes to prove that the database can store a change.
create table write_check (
    written_at timestamp with time zone not null
);
insert into write_check (written_at) values (timestamp with time zone '2026-01-01 00:00:00+00:00');
