select record_send(row(pg_current_snapshot()::text, (select record_send(row(t1."id"))
   from "public"."users" t1
   where t1."id" = $1::uuid), (select record_send(row(t2."id"))
   from "public"."documents" t2
   where t2.deleted_at is null and t2."id" = $2::uuid)))
