-- Statements of the migrator, run by the schema's owner, and the question of readiness.

-- name: create_migration_book
-- Creates nothing that exists, so it needs no right to create then.
do $$
begin
	if to_regnamespace('samavvik') is null then
		create schema samavvik;
	end if;
	if to_regclass('samavvik.schema_migration') is null then
		create table samavvik.schema_migration (
			number int constraint schema_migration_pk primary key,
			name text not null,
			checksum text not null,
			applied_at timestamptz not null default now()
		);
		if exists (select from pg_roles where rolname = 'samavvik_service') then
			grant usage on schema samavvik to samavvik_service;
			grant select on samavvik.schema_migration to samavvik_service;
		end if;
	end if;
end
$$

-- name: try_migration_lock
-- Held by the session until it ends. Asked again and again rather than waited for: a waiting statement would hold a
-- snapshot, which a migration that builds an index concurrently would wait for in turn.
select pg_try_advisory_lock(hashtext('samavvik.schema_migration'))

-- name: applied_migrations
select number, name, checksum from samavvik.schema_migration order by number

-- name: record_migration
-- $1 number
-- $2 name
-- $3 checksum
insert into samavvik.schema_migration (number, name, checksum) values ($1::int, $2, $3)

-- name: last_migration
select coalesce(max(number), 0) from samavvik.schema_migration
