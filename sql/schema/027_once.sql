-- Forms that write something new each time they are sent (a visit, a payment): what was sent and what
-- came of it, so that who had no answer may send it again.
CREATE TABLE form_once (
  form      BINARY(32) NOT NULL COMMENT 'digest of what was sent, a random word of the page in it',
  location  VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'where it led',
  done_at   DATETIME NOT NULL,
  PRIMARY KEY (form),
  KEY form_once_done (done_at)
);
