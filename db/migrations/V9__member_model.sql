-- Vendor and device in words when the group was lent. NULL: the host's list of PCI ids has no name, or an earlier version stored the row.
alter table assignment_member add column model varchar(120);
