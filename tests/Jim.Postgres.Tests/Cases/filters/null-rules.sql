select record_send(row(pg_current_snapshot()::text, (select count(*)
   from "public"."documents" t2
   where t2.deleted_at is null and t2."kind" is null), array_send(array(select row(t1."id", t1."kind")
    from "public"."documents" t1
    where t1.deleted_at is null and t1."kind" is null
    order by t1."id" limit 10)), (select count(*)
   from "public"."documents" t4
   where t4.deleted_at is null and t4."kind" is not null), (select count(*)
   from "public"."documents" t6
   where t6.deleted_at is null and t6."kind" is distinct from $1::"public"."Odd Kind"), array_send(array(select row(t5."id", t5."kind")
    from "public"."documents" t5
    where t5.deleted_at is null and t5."kind" is distinct from $1::"public"."Odd Kind"
    order by t5."id" limit 10)), (select count(*)
   from "public"."documents" t8
   where t8.deleted_at is null and (t8."rank" <> all($2::int2[]) or t8."rank" is null)), (select count(*)
   from "public"."documents" t10
   where t10.deleted_at is null and (t10."rank" <> all($3::int2[]) and t10."rank" is not null)), (select count(*)
   from "public"."documents" t12
   where t12.deleted_at is null and (t12."rank" = any($4::int2[]) or t12."rank" is null)), (select count(*)
   from "public"."documents" t14
   where t14.deleted_at is null and t14."rank" = any($5::int2[])), (select count(*)
   from "public"."documents" t16
   where t16.deleted_at is null and (t16."rank" <= $6::int2 or t16."rank" is null)), (select count(*)
   from "public"."documents" t18
   where t18.deleted_at is null and (t18."rank" > $7::int2 or t18."rank" is null)), (select count(*)
   from "public"."documents" t20
   where t20.deleted_at is null and t20."title" <> $8::text), (select count(*)
   from "public"."folders" t23
   left join "public"."folders" t24 on t24."id" = t23."parent_id"
   where t24."name" is distinct from $9::text), (select count(*)
   from "public"."documents" t26
   where t26.deleted_at is null), (select count(*)
   from "public"."documents" t28
   where t28.deleted_at is null and ((t28."title" = $10::text)))))
