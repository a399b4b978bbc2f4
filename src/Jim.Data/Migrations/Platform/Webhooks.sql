-- Addresses that are told of changes. A delivery is a job of the kind webhook.deliver.
create type jim.webhook_op as enum ('insert', 'update', 'delete', 'truncate');
create table jim.webhooks (
  id uuid primary key default gen_random_uuid(),
  url text not null,
  tables text[],
  ops jim.webhook_op[],
  enabled boolean not null default true,
  secret text not null,
  since text default pg_current_snapshot()::text,
  owner_id uuid default jim.user_id(),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint webhooks_url_check check (length(url) <= 2000 and url ~ '^https?://[^/?#@\\[:space:][:cntrl:]]+([/?#][^[:space:][:cntrl:]]*)?$'),
  constraint webhooks_tables_check check (
    cardinality(tables) between 1 and 100 and array_position(tables, null) is null
    and array_to_string(tables, E'\n') ~ '^[^.\n]+\.[^\n]+(\n[^.\n]+\.[^\n]+)*$'),
  constraint webhooks_ops_check check (cardinality(ops) > 0 and array_position(ops, null) is null)
);
comment on table jim.webhooks is 'Addresses that are told of changes, signed as Standard Webhooks says.';
comment on column jim.webhooks.url is 'Where changes are sent by POST: https, in development also http.';
comment on column jim.webhooks.tables is 'schema.table, or schema.* for all of a schema; null: every table.';
comment on column jim.webhooks.ops is 'Which changes; null: all.';
comment on column jim.webhooks.enabled is 'False: nothing is sent, and what waited is dropped. Jim sets it where the address answers 410.';
comment on column jim.webhooks.since is 'What this snapshot sees was before the webhook, which is not told of it; null: of everything.';
create trigger webhooks_touch before update on jim.webhooks for each row execute function jim.touch();

select jim.secure('jim.webhooks');
create policy gateway on jim.webhooks using ((select pg_has_role(current_user, 'jim_gateway', 'member')))
  with check ((select pg_has_role(current_user, 'jim_gateway', 'member')));
-- No right to the secret, which is shown once, and none to insert: createWebhook makes the secret.
grant select (id, url, tables, ops, enabled, owner_id, created_at, updated_at, version) on jim.webhooks to jim_admin;
grant update (url, tables, ops, enabled), delete on jim.webhooks to jim_admin;
select jim.track('jim.webhooks');

-- The deliveries to one address that wait for a place.
create index jobs_webhook_idx on jim.jobs ((payload ->> 'webhookId'), run_at) where kind = 'webhook.deliver' and state = 'queued';
