select record_send(row(pg_current_snapshot()::text, array_send(array(select row(t1."ID", t1."Column ""x""", t1."1st", t1."__x", t1."and", t1."isNull")
    from "public"."Weird ""Table""" t1
    where t1."Column ""x""" = $1::int4 and t1."and" = $2::bool and t1."isNull" = $3::bool
    order by t1."1st" desc, t1."__x", t1."ID" limit 10))))
