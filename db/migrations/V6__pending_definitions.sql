-- The guest has its functions, and libvirt has not taken them into its definition yet: its next start would go without.
alter table assignment add column definition_pending boolean default false not null;
