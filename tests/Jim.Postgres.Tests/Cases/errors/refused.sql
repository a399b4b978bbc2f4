select record_send(row(pg_current_snapshot()::text, array_send(array(select row(t8."title")
    from "public"."documents" t8
    where t8.deleted_at is null
    order by t8."id" limit 1))))
