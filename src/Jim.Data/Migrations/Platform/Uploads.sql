-- Resumable uploads. The bytes are in the spool under spool_key; only what is counted in received was flushed to its disk. Whoever
-- writes holds the newest fence.
delete from jim.uploads; -- of before: nothing could have written one
alter table jim.uploads
  drop column bucket_id,
  alter column size set not null,
  add column metadata text not null default '',
  add column kind text not null default 'whole',
  add column parts uuid[],
  add column spool_key uuid not null unique default gen_random_uuid(),
  add constraint uploads_size_check check (received between 0 and size),
  add constraint uploads_state_check check (state in ('receiving', 'complete')),
  add constraint uploads_kind_check check (kind in ('whole', 'held', 'partial', 'final'));
drop index jim.uploads_owner_id_idx;
create index uploads_open_idx on jim.uploads (owner_id) include (id, size) where state = 'receiving';
comment on table jim.uploads is 'Resumable uploads, until they expire.';
comment on column jim.uploads.file_id is 'The file that it became; null: it has not ended.';
comment on column jim.uploads.metadata is 'What the client says of it, as the header Upload-Metadata of tus.';
comment on column jim.uploads.kind is
  'whole: its last byte makes the file. held: completeUpload does. partial: one or more of them make a final one.';
comment on column jim.uploads.spool_key is
  'The name of its bytes in the spool. Not the id, which a client may use again while a version waits there.';
comment on column jim.uploads.parts is 'Of a final one: the partial ones that it was made of.';
