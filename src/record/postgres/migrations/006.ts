/** The sixth schema: who may look, what they did, and what was set while bots ran. */
export const MIGRATION_6 = `
-- What identifies somebody is kept as SHA-256 of it; scopes: JSON.
CREATE TABLE web_tokens (
  id text COLLATE "C" PRIMARY KEY,
  hash bytea NOT NULL UNIQUE,
  name text COLLATE "C" NOT NULL,
  scopes text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  revoked_at bigint,
  last_used_at bigint
);

-- Each lets somebody in once.
CREATE TABLE web_codes (
  hash bytea PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  scopes text COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL
);

-- Browsers that are signed in; token: id of the one that was used, if any.
CREATE TABLE web_sessions (
  hash bytea PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  scopes text COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL,
  token text COLLATE "C"
);
CREATE INDEX web_sessions_by_token ON web_sessions (token) WHERE token IS NOT NULL;

-- Who did what; details: JSON.
CREATE TABLE audit_log (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at bigint NOT NULL,
  visitor text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  subject text COLLATE "C",
  details text COLLATE "C"
);
CREATE FUNCTION audit_log_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is only added to';
END $$;
CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION audit_log_is_only_added_to();
CREATE TRIGGER audit_log_stays_whole BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_only_added_to();

-- Set while bots run; value: sealed with a key that is not in here where the bot has one of its own.
-- How often any was changed is in totals.
CREATE TABLE settings (
  name text COLLATE "C" PRIMARY KEY,
  value bytea NOT NULL,
  changed_at bigint NOT NULL
);`;
