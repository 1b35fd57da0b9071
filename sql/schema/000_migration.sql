-- What has been applied. This file alone runs at every migration, so it must be harmless twice.

CREATE TABLE IF NOT EXISTS migration (
  name        VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checksum    CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  applied_at  DATETIME NOT NULL,
  PRIMARY KEY (name)
);
