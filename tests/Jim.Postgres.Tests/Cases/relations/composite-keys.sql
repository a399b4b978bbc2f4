select record_send(row(pg_current_snapshot()::text, (select record_send(row(t1."tenant", array_send(array(select row(t2."line", t2."product", t3."tenant", t3."number", t4."id", t4."display_name")
       from "public"."order_lines" t2
       left join "public"."orders" t3 on t3."tenant" = t2."tenant" and t3."number" = t2."number"
       left join "public"."users" t4 on t4."id" = t3."placed_by"
       where t2."tenant" = t1."tenant" and t2."number" = t1."number"
       order by t2."tenant", t2."number", t2."line" limit 10))))
   from "public"."orders" t1
   where t1."tenant" = $1::int4 and t1."number" = $2::int4), array_send(array(select row(t5."product")
    from "public"."order_lines" t5
    left join "public"."orders" t6 on t6."tenant" = t5."tenant" and t6."number" = t5."number"
    left join "public"."users" t7 on t7."id" = t6."placed_by"
    where t7."display_name" like $3::text
    order by t5."amount" desc, t5."tenant", t5."number", t5."line" limit 10))))
