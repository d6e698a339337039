-- Each list is read in parts, in the order of these columns. The first columns are the filters of the list. All columns are in the same
-- order as in the statements: H2 then reads only the rows of a part.
create index assignment_list on assignment (requested_at desc, id desc);
create index assignment_list_of_host on assignment (host_id desc, requested_at desc, id desc);
create index assignment_list_in_state on assignment (state desc, requested_at desc, id desc);
create index assignment_list_ended on assignment (live_group desc, requested_at desc, id desc);
create index conflict_list on conflict (opened_at desc, id desc);
create index conflict_list_of_host on conflict (host_id desc, opened_at desc, id desc);
create index conflict_list_in_state on conflict (state desc, opened_at desc, id desc);
create index conflict_list_ended on conflict (live_group desc, opened_at desc, id desc);
create index claim_list on claim (recorded_at desc, id desc);
create index claim_list_of_host on claim (host_id desc, recorded_at desc, id desc);
create index restoration_list on restoration (began_at desc, assignment_id desc);
create index restoration_list_of_host on restoration (host_id desc, began_at desc, assignment_id desc);
-- The host of an entry about neither an assignment nor a conflict; NULL in other entries. PostgreSQL finds no order for columns that are null.
alter table record_entry add column about_host uuid;
update record_entry set about_host = host_id where assignment_id is null and conflict_id is null;
create index record_entry_list_of_host on record_entry (about_host desc, at desc, id desc);
create index join_token_list on join_token (created_at desc, id desc);
create index host_certificate_list_of_host on host_certificate (host_id desc, issued_at desc, id desc);
drop index join_token_by_creation;
drop index host_certificate_by_host;
drop index claim_by_time;

-- The live assignments and the open conflicts of a host: read for each report, each event of a guest and each step. Ended rows have no
-- live_group. The further columns serve the lists of the ended rows of a host.
create index assignment_live_on_host on assignment (host_id desc, live_group desc, requested_at desc, id desc);
create index conflict_open_on_host on conflict (host_id desc, live_group desc, opened_at desc, id desc);
create index conflict_open_of_assignment on conflict (assignment_id, live_group);

-- The waiting claims of a host: read for each report.
create index claim_in_status on claim (host_id, status);
-- The earlier changes of the override of a function: read for each claim on an override.
create index claim_on_function on claim (host_id, address, made_at desc);
-- The waiting restorations of a host: read for each report.
create index restoration_in_state on restoration (host_id, state);

-- The oldest ended rows: the retention removes them.
create index assignment_ended on assignment (live_group, state_since);
create index conflict_ended on conflict (live_group, state_since);
create index record_entry_by_time on record_entry (assignment_id, conflict_id, at);
-- The references to a removed row.
create index restoration_by_conflict on restoration (conflict_id);
create index restoration_by_successor on restoration (restored_by);
create index join_token_by_expiry on join_token (expires_at);
create index host_certificate_by_end on host_certificate (ends_at);
