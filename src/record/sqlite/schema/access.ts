/** Who may look, what they did, and what was set while bots ran. */
export const ACCESS = `
-- What identifies somebody is kept as SHA-256 of it; scopes: JSON.
CREATE TABLE web_tokens (
  id TEXT PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER,
  last_used_at INTEGER
) STRICT;

-- Each lets somebody in once.
CREATE TABLE web_codes (
  hash BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Browsers that are signed in; token: id of the one that was used, if any.
CREATE TABLE web_sessions (
  hash BLOB PRIMARY KEY,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  token TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX web_sessions_by_token ON web_sessions (token) WHERE token IS NOT NULL;

-- Who did what; details: JSON.
CREATE TABLE audit_log (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  visitor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT,
  details TEXT
) STRICT;
CREATE TRIGGER audit_log_stays_as_it_is BEFORE UPDATE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;
CREATE TRIGGER audit_log_stays BEFORE DELETE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'the audit log is only added to');
END;

-- Set while bots run; value: sealed with a key that is not in here where the bot has one of its own.
-- How often any was changed is in meta.
CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;
