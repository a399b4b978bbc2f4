select record_send(row(pg_current_snapshot()::text, (select record_send(row(t1."id", t1."display_name", t2."user_id", t3."id", t4."user_id", t4."label", t1."email"))
   from "public"."users" t1
   left join "public"."settings" t2 on t2."user_id" = t1."id"
   left join "public"."users" t3 on t3."id" = t2."user_id"
   left join "public"."badges" t4 on t4."user_id" = t3."id"
   where t1."id" = $1::uuid), (select record_send(row(t5."id", t5."display_name", t6."user_id", t7."id", t8."user_id", t8."label"))
   from "public"."users" t5
   left join "public"."settings" t6 on t6."user_id" = t5."id"
   left join "public"."users" t7 on t7."id" = t6."user_id"
   left join "public"."badges" t8 on t8."user_id" = t7."id"
   where t5."id" = $2::uuid)))
