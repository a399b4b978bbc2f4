select record_send(row(pg_current_snapshot()::text, array_send(array(select row(t1."title", t1."due", t1."ratio")
    from "public"."documents" t1
    where t1.deleted_at is null
    order by t1."title", t1."id" limit 1))))
