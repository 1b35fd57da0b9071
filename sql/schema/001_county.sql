-- The county: its places, its settings, the people who work here and the record of what they did.
-- Times are UTC; codes are ASCII; a place below another begins with the other's code.

CREATE TABLE region (
  code    VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'GB/T 2260 and below: 2, 4, 6, 9 or 12 digits',
  parent  VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL,
  level   VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'province prefecture county township village',
  name    VARCHAR(60) NOT NULL,
  phone   VARCHAR(20) NULL COMMENT 'the office villagers may ring',
  PRIMARY KEY (code),
  KEY region_children (parent, code)
);

CREATE TABLE setting (
  name   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value  VARCHAR(2000) NOT NULL,
  PRIMARY KEY (name)
);

CREATE TABLE account (
  id          BIGINT NOT NULL AUTO_INCREMENT,
  login       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name        VARCHAR(60) NOT NULL,
  role        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'editor publisher',
  region      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  password    VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'Argon2id',
  disabled    TINYINT NOT NULL DEFAULT 0,
  created_at  DATETIME NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY account_login (login),
  KEY account_region (region),
  CONSTRAINT account_place FOREIGN KEY (region) REFERENCES region (code)
);

CREATE TABLE session (
  digest      BINARY(32) NOT NULL COMMENT 'SHA-256 of the cookie; the cookie itself is not kept',
  account_id  BIGINT NOT NULL,
  form_token  VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at  DATETIME NOT NULL,
  seen_at     DATETIME NOT NULL,
  PRIMARY KEY (digest),
  KEY session_account (account_id),
  KEY session_age (seen_at),
  CONSTRAINT session_holder FOREIGN KEY (account_id) REFERENCES account (id)
);

-- Growing waits. The subject is a keyed digest: who or what was limited cannot be read from here.
CREATE TABLE throttle (
  kind        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'status-target status-address login-account login-address',
  subject     BINARY(32) NOT NULL,
  tries       INT NOT NULL,
  first_at    DATETIME NOT NULL,
  last_at     DATETIME NOT NULL,
  PRIMARY KEY (kind, subject),
  KEY throttle_age (last_at)
);

-- Append only: the office account may insert and read, never update or delete (sql/grants).
CREATE TABLE audit (
  id          BIGINT NOT NULL AUTO_INCREMENT,
  at          DATETIME NOT NULL,
  account_id  BIGINT NULL,
  login       VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role        VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  region      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  action      VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object_kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  object_id   BIGINT NULL,
  detail      VARCHAR(1000) NOT NULL,
  request_id  VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (id),
  KEY audit_object (object_kind, object_id, id),
  KEY audit_account (account_id, id)
);

-- block
CREATE TRIGGER audit_is_final BEFORE UPDATE ON audit FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an audit row does not change';
END;
-- end
-- block
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an audit row is kept';
END;
-- end
