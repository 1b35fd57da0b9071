-- Figures for everybody: how many households are registered, left and came back, by place and year,
-- why, what they get and what was paid. A year is counted once, from February of the next, and stays
-- as it was counted: two countings of the same year could be compared.

-- What the public reads: cells that may be shown, and those kept back, without their numbers. The
-- table itself takes no number of 1 to 4. What is nought has no row.
CREATE TABLE figure (
  region      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year        INT NOT NULL,
  theme       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'registered left relapsed measure paid',
  code        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'registered: the main cause, measure: the area; empty: all',
  hidden      TINYINT NOT NULL,
  households  INT NULL,
  people      INT NULL,
  amount      BIGINT NULL COMMENT 'fen',
  PRIMARY KEY (region, year, theme, code),
  CONSTRAINT figure_keeps_back CHECK (hidden = 0 OR (households IS NULL AND people IS NULL AND amount IS NULL)),
  CONSTRAINT figure_names_nobody CHECK ((households IS NULL OR households NOT BETWEEN 1 AND 4) AND (people IS NULL OR people NOT BETWEEN 1 AND 4))
);

CREATE TABLE figure_year (
  year        INT NOT NULL,
  counted_at  DATETIME NOT NULL,
  PRIMARY KEY (year)
);

-- While a year is being counted, township by township: not for the public, and empty again behind it.
CREATE TABLE figure_count (
  year        INT NOT NULL,
  theme       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code        VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  region      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the village',
  households  INT NOT NULL,
  people      INT NOT NULL,
  amount      BIGINT NOT NULL,
  PRIMARY KEY (year, theme, code, region)
);

CREATE TABLE figure_unit (
  year        INT NOT NULL,
  region      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'a township that has been counted',
  PRIMARY KEY (year, region)
);

-- What is out is not counted again, and no number of it changes.
-- block
CREATE TRIGGER figure_is_final BEFORE UPDATE ON figure FOR EACH ROW
BEGIN
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a published figure does not change';
END;
-- end
