-- By these a part of a file is proven before it is served: 32 bytes for each MiB, the last of which may be shorter. Null for versions that
-- are older than the column; they get theirs when they are first read. Stored uncompressed, so that a part of it is read without the rest.
alter table jim.file_versions
  add column blocks_sha256 bytea,
  add constraint file_versions_blocks_sha256_check check (length(blocks_sha256) = (size_bytes + 1048575) / 1048576 * 32),
  alter column blocks_sha256 set storage external;
