select record_send(row(pg_current_snapshot()::text, array_send(array(select row(t1."id", t1."name", array_send(array(select row(t2."role")
       from "public"."memberships" t2
       where t2."group_id" = t1."id"
       order by t2."id" limit 1)), array_send(array(select row(t3."role", t4."id", t4."display_name")
       from "public"."memberships" t3
       left join "public"."users" t4 on t4."id" = t3."user_id"
       where t3."group_id" = t1."id"
       order by t3."id" limit 10)), (select count(*)
      from "public"."user_groups" t6
      where t6."group_id" = t1."id"))
    from "public"."groups" t1
    order by t1."id" limit 10))))
