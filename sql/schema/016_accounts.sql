-- Accounts: five roles, the second factor, first passwords, and sessions one can tell apart.

ALTER TABLE account
  MODIFY role VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'clerk editor publisher admin auditor',
  ADD COLUMN one_time_until DATETIME NULL COMMENT 'the password opens one sign-in, until then; NULL: it is the own one',
  ADD CONSTRAINT account_role CHECK (role IN ('clerk', 'editor', 'publisher', 'admin', 'auditor')),
  ADD CONSTRAINT account_admin_place CHECK (role <> 'admin' OR CHAR_LENGTH(region) <= 6);

-- What a session knows of its sign-in. Neither the browser's own words nor the whole address are kept.
ALTER TABLE session
  ADD COLUMN proved  TINYINT NOT NULL DEFAULT 0 COMMENT 'the second factor was given, or there was none',
  ADD COLUMN device  VARCHAR(40) NOT NULL DEFAULT '' COMMENT 'in words: Windows 电脑上的 Chrome',
  ADD COLUMN network VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'the first half of the address';

-- The second factor (TOTP, RFC 6238). A time step is used once: last_step only grows.
CREATE TABLE account_factor (
  account_id    BIGINT NOT NULL,
  secret_sealed VARBINARY(120) NOT NULL COMMENT 'under the identity keys, bound to the account',
  last_step     BIGINT NOT NULL,
  since         DATETIME NOT NULL,
  PRIMARY KEY (account_id),
  CONSTRAINT account_factor_holder FOREIGN KEY (account_id) REFERENCES account (id)
);

-- Each opens once what the lost phone would have.
CREATE TABLE recovery_code (
  account_id  BIGINT NOT NULL,
  digest      BINARY(32) NOT NULL COMMENT 'SHA-256 of the account and the code, 60 random bits',
  used_at     DATETIME NULL,
  PRIMARY KEY (account_id, digest),
  CONSTRAINT recovery_code_holder FOREIGN KEY (account_id) REFERENCES account (id)
);

-- A county is never without an administrator who can sign in. (Two who take each other's right away
-- at the same moment do it one after the other, as the program locks the rows: account_admins.)
-- block
CREATE TRIGGER account_keeps_admin BEFORE UPDATE ON account FOR EACH ROW
BEGIN
  DECLARE others INT;
  IF OLD.role = 'admin' AND OLD.disabled = 0
     AND (NEW.role <> 'admin' OR NEW.disabled <> 0 OR NEW.region <> OLD.region) THEN
    SELECT COUNT(*) INTO others FROM account
     WHERE region = OLD.region AND role = 'admin' AND disabled = 0 AND id <> OLD.id;
    IF others = 0 THEN
      SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'the last administrator stays';
    END IF;
  END IF;
END;
-- end
-- block
CREATE TRIGGER account_is_kept BEFORE DELETE ON account FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an account is kept: the record speaks of it';
END;
-- end
