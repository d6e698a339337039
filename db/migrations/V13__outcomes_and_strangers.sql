-- What a conflict has cost the guest; NULL while more can be done to the guest. Conflicts of earlier versions get theirs from the requests
-- to the guest.
alter table conflict add column outcome varchar(20);
update conflict set outcome = state where state in ('WITHDRAWN', 'DENIED');
update conflict set outcome = 'FENCED' where state = 'RESOLVED' and unfenced_at is not null;
update conflict set outcome = 'DESTROYED' where state = 'RESOLVED' and outcome is null
    and exists (select 1 from conflict_rung r where r.conflict_id = conflict.id and r.rung = 'DESTROY' and r.asks > 0);
update conflict set outcome = 'SHUT_DOWN' where state = 'RESOLVED' and outcome is null
    and exists (select 1 from conflict_rung r where r.conflict_id = conflict.id and r.rung = 'SHUTDOWN' and r.asks > 0);
update conflict set outcome = 'RELEASED' where state = 'RESOLVED' and outcome is null;

-- How often the rungs have resumed the guest's domain instance.
alter table conflict add column resumes integer default 0 not null;
-- The QEMU process of the domain instance that the rungs act on, as PID/START. NULL: not known.
alter table conflict add column guest_process varchar(60);
-- The guest that the rungs act on, if not the guest of the assignment has the group. NULL: the guest of the assignment.
alter table conflict add column stranger_uuid uuid;
alter table conflict add column stranger_name varchar(1000);
-- The users of the group that are no guest of the assignment, as last written to the timeline. NULL: none.
alter table conflict add column strangers varchar(2000);
-- When the guest that the conflict has ended was to be started again.
alter table conflict add column start_ordered_at timestamp with time zone;

-- The differences between an ACTIVE assignment and the host, for people. NULL: none.
alter table assignment add column drift varchar(2000);

-- Policies about paused guests, about other users of a group, and about guests that a conflict has ended. NULL: not set.
alter table ladder_policy add column paused_guest varchar(20);
alter table ladder_policy add column strangers varchar(20);
alter table ladder_policy add column guest_afterwards varchar(20);
