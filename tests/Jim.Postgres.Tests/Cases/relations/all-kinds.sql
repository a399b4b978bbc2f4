select record_send(row(pg_current_snapshot()::text, array_send(array(select row(t1."display_name", t2."user_id", t2."theme", t3."id", t3."email", t4."user_id", t4."label", (select count(*)
      from "public"."groups" t11
      join "public"."user_groups" t12 on t12."group_id" = t11."id"
      where t12."user_id" = t1."id"), array_send(array(select row(t5."name", (select count(*)
         from "public"."users" t9
         join "public"."user_groups" t10 on t10."user_id" = t9."id"
         where t10."group_id" = t5."id"))
       from "public"."groups" t5
       join "public"."user_groups" t6 on t6."group_id" = t5."id"
       where t6."user_id" = t1."id"
       order by t5."name" desc, t5."id" limit 10)), (select count(*)
      from "public"."documents" t14
      where t14.deleted_at is null and t14."reviewer_id" = t1."id"), array_send(array(select row(t13."title")
       from "public"."documents" t13
       where t13.deleted_at is null and t13."reviewer_id" = t1."id"
       order by t13."title" desc, t13."id" limit 2)), (select count(*)
      from "public"."documents" t16
      where t16.deleted_at is null and t16."owner_id" = t1."id" and t16."rank" > $1::int2), array_send(array(select row(t15."id", t17."id", t17."display_name")
       from "public"."documents" t15
       left join "public"."users" t17 on t17."id" = t15."reviewer_id"
       where t15.deleted_at is null and t15."owner_id" = t1."id" and t15."rank" > $1::int2
       order by t15."id" limit 2)), array_send(array(select row(t18."display_name")
       from "public"."users" t18
       join "public"."friendships" t19 on t19."user_id" = t18."id"
       where t19."friend_id" = t1."id"
       order by t18."id" limit 10)))
    from "public"."users" t1
    left join "public"."settings" t2 on t2."user_id" = t1."id"
    left join "public"."users" t3 on t3."id" = t2."user_id"
    left join "public"."badges" t4 on t4."user_id" = t1."id"
    order by t1."display_name", t1."id" limit 10))))
