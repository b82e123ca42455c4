/**
 * Positions are given by the writer, without gaps. A stream's last revision is the end of `by_stream` and stands
 * nowhere else. Ids, data and metadata are text as they were appended.
 */
export const eventSchemaVersion = 1;

export const eventSchema = `
CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  id TEXT NOT NULL,
  type TEXT NOT NULL,
  data TEXT NOT NULL,
  metadata TEXT NOT NULL
);
CREATE UNIQUE INDEX by_stream ON events (stream, revision);
CREATE TABLE claims (
  key TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  free_at INTEGER NOT NULL,
  fate TEXT NOT NULL,
  note TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX free_claims ON claims (free_at, key) WHERE fate = 'retry'`;
