select record_send(row(pg_current_snapshot()::text, (select count(*)
   from "public"."documents" t3
   where t3.deleted_at is null and exists (select
    from unnest(t3."tags") t4(item)
    where t4.item = $1::text)), (select count(*)
   from "public"."documents" t7
   where t7.deleted_at is null and not exists (select
    from unnest(t7."tags") t8(item)
    where t8.item = $1::text)), (select count(*)
   from "public"."documents" t11
   where t11.deleted_at is null and not exists (select
    from unnest(t11."moods") t12(item)
    where (t12.item = any($2::"public"."mood"[])) is not true)), (select count(*)
   from "public"."documents" t14
   where t14.deleted_at is null and cardinality(t14."tags") > 0), (select count(*)
   from "public"."documents" t16
   where t16.deleted_at is null and coalesce(cardinality(t16."tags"), 0) = 0), array_send(array(select row(t17."display_name")
    from "public"."users" t17
    where exists (select
     from "public"."documents" t18
     where t18.deleted_at is null and t18."owner_id" = t17."id" and (t18."rank" > $3::int2)) and not exists (select
     from "public"."documents" t19
     where t19.deleted_at is null and t19."owner_id" = t17."id" and (t19."title" = $4::text))
    order by t17."id" limit 10)), array_send(array(select row(t20."display_name")
    from "public"."users" t20
    where not exists (select
     from "public"."documents" t21
     where t21.deleted_at is null and t21."owner_id" = t20."id" and (t21."rank" > $5::int2) is not true)
    order by t20."id" limit 10)), array_send(array(select row(t22."display_name")
    from "public"."users" t22
    where exists (select
     from "public"."documents" t23
     where t23.deleted_at is null and t23."reviewer_id" = t22."id") and not exists (select
     from "public"."documents" t24
     where t24.deleted_at is null and t24."owner_id" = t22."id")
    order by t22."id" limit 10)), array_send(array(select row(t25."display_name")
    from "public"."users" t25
    where exists (select
     from "public"."groups" t26
     join "public"."user_groups" t27 on t27."group_id" = t26."id"
     where t27."user_id" = t25."id" and (t26."name" = $6::text))
    order by t25."id" limit 10)), array_send(array(select row(t28."display_name")
    from "public"."users" t28
    left join "public"."settings" t29 on t29."user_id" = t28."id"
    left join "public"."badges" t30 on t30."user_id" = t28."id"
    where t29."user_id" is null and t30."id" is not null
    order by t28."id" limit 10))))
