select record_send(row(pg_current_snapshot()::text, (select count(*)
   from "public"."documents" t2
   where t2.deleted_at is null), array_send(array(select row(t3."id")
    from "public"."users" t3
    order by t3."id" limit 1))))
