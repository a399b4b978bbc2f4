select record_send(row(pg_current_snapshot()::text, (select count(*)
   from "public"."documents" t2
   where t2.deleted_at is null and t2."meta" @> $1::jsonb), array_send(array(select row(t3."title")
    from "public"."documents" t3
    where t3.deleted_at is null and t3."meta" @> $2::jsonb
    order by t3."id" limit 10)), (select count(*)
   from "public"."documents" t5
   where t5.deleted_at is null and t5."meta" @> $3::jsonb), (select count(*)
   from "public"."documents" t7
   where t7.deleted_at is null and t7."meta" ? $4::text and t7."meta" ?& $5::text[] and t7."meta" <@ $6::jsonb), array_send(array(select row(t8."title")
    from "public"."documents" t8
    where t8.deleted_at is null and (((jsonb_typeof((t8."meta" #> $7::text[])) = jsonb_typeof($8::jsonb) and (t8."meta" #> $7::text[]) >= $8::jsonb) and (jsonb_typeof((t8."meta" #> $7::text[])) = jsonb_typeof($9::jsonb) and (t8."meta" #> $7::text[]) < $9::jsonb)) and ((t8."meta" #> $10::text[]) is distinct from $11::jsonb))
    order by t8."id" limit 10)), array_send(array(select row(t9."display_name")
    from "public"."users" t9
    where (((jsonb_typeof((t9."profile" #> $12::text[])) = jsonb_typeof($13::jsonb) and (t9."profile" #> $12::text[]) > $13::jsonb)))
    order by t9."id" limit 10)), array_send(array(select row(t10."display_name")
    from "public"."users" t10
    where (((t10."profile" #> $14::text[]) = $15::jsonb))
    order by t10."id" limit 10)), array_send(array(select row(t11."display_name")
    from "public"."users" t11
    where ((coalesce((t11."profile" #> $16::text[]), 'null') = 'null'))
    order by t11."id" limit 10)), (select count(*)
   from "public"."users" t13
   where ((coalesce((t13."profile" #> $17::text[]), 'null') = 'null'))), (select count(*)
   from "public"."users" t15
   where (((t15."profile" #> $18::text[]) = any($19::jsonb[])))), (select count(*)
   from "public"."documents" t17
   where t17.deleted_at is null and ((((case when t17."extra"::text !~ '\\u(0000|[dD][89a-fA-F])|[eE][-+]?[0-9]{4}' then t17."extra"::jsonb else (select string_agg(coalesce(regexp_replace(part.found[1], '(?<!\\)((?:\\\\)*)\\u(?:0000|[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2}))|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})(?<!\\)((?:\\\\)*)\\u[dD][c-fC-F][0-9a-fA-F]{2}', '\1\2\\ufffd', 'g'), regexp_replace(part.found[2], '-?[0-9]+(\.[0-9]+)?[eE][-+]?0*[1-9][0-9]{4,}', 'null', 'g')), ''
         order by part.place)::jsonb
        from regexp_matches(t17."extra"::text, '("(?:[^"\\]|\\.)*")|([^"]+)', 'g') with ordinality part(found, place)) end) #> $20::text[]) = $21::jsonb)))))
