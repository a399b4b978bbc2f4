select record_send(row(pg_current_snapshot()::text, array_send(array(select row(t1."id", t1."kind", t1."moods", t1."tags", t1."numbers", t1."meta", t1."extra", t1."size_bytes", t1."rank", t1."ratio", t1."price", t1."is_public", t1."grade", t1."due", t1."at_time", t1."took", t1."hash", t1."seen_from"::text, t1."valid"::text, t1."searchable"::text, t1."local_at", t1."created_at", t1."version", t1."deleted_at", t1."meta" #> $1::text[], t1."meta" #> $2::text[])
    from "public"."documents" t1
    where t1.deleted_at is null
    order by t1."title", t1."id" limit 3)), (null::"public"."documents")."seen_from", (null::"public"."documents")."valid", (null::"public"."documents")."searchable"))
