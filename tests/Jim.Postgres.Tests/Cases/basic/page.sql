select record_send(row(pg_current_snapshot()::text, array_send(array(select row(t1."id", t1."title", t2."id", t2."display_name", array_send(array(select row(t3."id", t3."note")
       from "public"."document_changes" t3
       where t3."document_id" = t1."id"
       order by t3."id" limit 2)), t1."created_at")
    from "public"."documents" t1
    left join "public"."users" t2 on t2."id" = t1."owner_id"
    where t1.deleted_at is null and t1."owner_id" = $1::uuid
    order by t1."created_at" desc, t1."id" limit 3))))
