-- One start of a guest has one name: domain instance.
alter table conflict rename column guest_run to domain_instance;
alter table assignment rename column late_run to late_instance;

-- The kind of the entry about a guest that was started again during a conflict.
update record_entry set kind = 'guest-started-again' where kind = 'guest-run';
