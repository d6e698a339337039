-- A host is cordoned by an operator (host.cordoned_why) and by each of these, and gets assignments again when all have ended.
create table host_fence (
    -- The conflict whose guest is fenced.
    conflict_id uuid         not null primary key references conflict (id),
    host_id     uuid         not null references host (id),
    guest_name  varchar(253) not null
);
create index host_fence_by_host on host_fence (host_id);

-- The open fences of an earlier version, whether it had a cordon for them or not.
insert into host_fence (conflict_id, host_id, guest_name)
    select c.id, c.host_id, a.guest_name
      from conflict c join assignment a on a.id = c.assignment_id
     where c.live_group is not null and c.state in ('FENCING', 'FENCED') and c.unfenced_at is null and a.fenced;

-- That version wrote the cordon of a fence as this sentence, where an operator's reason is.
update host
   set cordoned_why = null
 where exists (select 1
                 from conflict c join assignment a on a.id = c.assignment_id
                where c.host_id = host.id
                  and host.cordoned_why = a.guest_name || ' is fenced (conflict ' || cast(c.id as varchar(36)) || ')');
