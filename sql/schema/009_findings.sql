-- Findings: what a clerk has looked into and settled for a while, and how many there were when they
-- were last counted. The findings themselves are no table: they are asked of the register.

-- A settled finding rests until the day; afterwards it is listed again, if it still is one.
CREATE TABLE finding_note (
  id            BIGINT NOT NULL AUTO_INCREMENT,
  rule          VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'a code of model/register/finding.c',
  household_id  BIGINT NOT NULL,
  reason        VARCHAR(200) NOT NULL,
  made_on       DATE NOT NULL,
  until_on      DATE NOT NULL COMMENT 'the first day it is listed again',
  account_id    BIGINT NOT NULL,
  PRIMARY KEY (id),
  KEY finding_note_of (household_id, rule, until_on),
  KEY finding_note_rests (rule, until_on, id),
  CONSTRAINT finding_note_household FOREIGN KEY (household_id) REFERENCES household (id)
);

-- Counted township by township (of a village's own clerk: the village); wider regions are sums.
CREATE TABLE finding_count (
  region      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  rule        VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number      INT NOT NULL COMMENT 'at most FINDING_MOST',
  PRIMARY KEY (region, rule)
);

CREATE TABLE finding_tally (
  region      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  counted_at  DATETIME NOT NULL,
  took_ms     INT NOT NULL COMMENT 'for all rules; the longer, the rarer it is done',
  PRIMARY KEY (region)
);
