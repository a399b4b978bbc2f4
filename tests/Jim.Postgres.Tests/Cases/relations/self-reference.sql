select record_send(row(pg_current_snapshot()::text, array_send(array(select row(t1."name", t2."id", t2."name", t3."id", t3."name", array_send(array(select row(t4."name")
       from "public"."folders" t4
       where t4."parent_id" = t2."id"
       order by t4."id" limit 10)))
    from "public"."folders" t1
    left join "public"."folders" t2 on t2."id" = t1."parent_id"
    left join "public"."folders" t3 on t3."id" = t2."parent_id"
    order by t2."name" desc, t1."id" limit 10))))
