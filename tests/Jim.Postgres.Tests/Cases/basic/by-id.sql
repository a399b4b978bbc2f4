select record_send(row(pg_current_snapshot()::text, (select record_send(row(t1."id", t1."email", t1."display_name", t1."profile", t1."mood"))
   from "public"."users" t1
   where t1."id" = $1::uuid)))
