select record_send(row(pg_current_snapshot()::text, (select count(*)
   from "public"."users" t2
   where t2."display_name" like $1::text), array_send(array(select row(t3."display_name")
    from "public"."users" t3
    where t3."display_name" like $2::text
    order by t3."id" limit 10)), array_send(array(select row(t4."display_name")
    from "public"."users" t4
    where t4."display_name" not like $3::text and t4."display_name" not like $4::text and t4."display_name" not like $5::text
    order by t4."id" limit 10)), (select count(*)
   from "public"."users" t6
   where ((t6."display_name" ilike $6::text) or (t6."display_name" ilike $7::text) or (lower(t6."display_name") = lower($8::text)))), (select count(*)
   from "public"."users" t8
   where ((t8."display_name" like $9::text) or (t8."display_name" like $10::text)) and t8."display_name" <> $11::text), array_send(array(select row(t9."title")
    from "public"."documents" t9
    where t9.deleted_at is null and t9."searchable" @@ websearch_to_tsquery('simple', $12::text)
    order by t9."id" limit 10)), (select count(*)
   from "public"."documents" t11
   where t11.deleted_at is null and to_tsvector('simple', t11."title") @@ websearch_to_tsquery('simple', $13::text)), (select count(*)
   from "public"."documents" t13
   where t13.deleted_at is null and t13."seen_from"::text like $14::text), (null::"public"."documents")."searchable", (null::"public"."documents")."seen_from"))
