-- Claims are made on hosts too, and not every one of them becomes a conflict.

alter table claim add column host_id uuid references host (id);
update claim set host_id = (select c.host_id from conflict c where c.id = claim.conflict_id);
alter table claim alter column host_id set not null;

-- When the manager first heard of it; made_at is by the clock of the host where the claim was made on one.
alter table claim add column recorded_at timestamp with time zone;
update claim set recorded_at = made_at;
alter table claim alter column recorded_at set not null;

-- An operator's claim names a member and comes from somewhere.
alter table claim alter column address drop not null;
alter table claim alter column remote_address drop not null;

-- Of a claim that was made on the host; NULL in an operator's.
alter table claim add column host_claim_id uuid;
alter table claim add column kind varchar(40);
alter table claim add column file varchar(4096);
alter table claim add column what varchar(500);
-- JSON, as the agent told it.
alter table claim add column claimant varchar(100000);
alter table claim add column status varchar(20);
alter table claim add column message varchar(2000);
alter table claim add column since timestamp with time zone;
-- The boot of the host that the agent last told of it in.
alter table claim add column boot_id varchar(253);
alter table claim add constraint claim_of_host_once unique (host_id, host_claim_id);
create index claim_by_time on claim (recorded_at);

-- The groups that a claim is on, each with the conflict that it became there.
create table claim_group (
    claim_id    uuid        not null references claim (id),
    fingerprint varchar(32) not null,
    conflict_id uuid references conflict (id),
    primary key (claim_id, fingerprint)
);
create index claim_group_by_conflict on claim_group (conflict_id);
insert into claim_group (claim_id, fingerprint, conflict_id)
    select k.id, c.fingerprint, c.id from claim k join conflict c on c.id = k.conflict_id;
alter table claim drop column conflict_id;

-- Where the assignment was when a conflict began to take it from the guest: there it goes on if nobody wants it any
-- more.
alter table assignment add column evicted_from varchar(20);
alter table assignment add column evicted_ending varchar(20);
alter table assignment add column evicted_reason varchar(2000);
-- Until when the guest may still obey a request that was taken back, and in which of its runs.
alter table assignment add column late_until timestamp with time zone;
alter table assignment add column late_run varchar(100);

-- Reports that were taken before agents had a guard.
update host_inventory
   set report = '{"guard":{"policy":"OBSERVE","working":false,"survivesAgent":"nothing",'
             || '"blindSpots":["the agent that made this report had no guard"]},"claims":[],'
             || substring(report from 2)
 where report not like '%"guard":{"policy":%';
