select record_send(row(pg_current_snapshot()::text, (select count(*)
   from "public"."documents" t2
   where t2.deleted_at is null), array_send(array(select row(t1."rank", t1."id")
    from "public"."documents" t1
    where t1.deleted_at is null
    order by t1."rank" desc, t1."id" desc limit 4))))
