-- What helps a reader understand: hard words, and how fresh a policy is.

-- Hard words and what they mean, in plain ones: for the pages on which they occur. The first are
-- the portal's own; the county's editors change them and add to them.
CREATE TABLE glossary (
  term     VARCHAR(20) NOT NULL,
  meaning  VARCHAR(200) NOT NULL,
  version  INT NOT NULL DEFAULT 1 COMMENT 'counts its changes',
  set_by   BIGINT NULL COMMENT 'NULL: it came with the portal',
  set_at   DATETIME NULL,
  PRIMARY KEY (term),
  CONSTRAINT glossary_setter FOREIGN KEY (set_by) REFERENCES account (id)
);
INSERT INTO glossary (term, meaning) VALUES
('建档立卡', '把符合条件的困难户登记在册，一户一份档案，按档案帮扶。'),
('监测对象', '收入不稳、容易返贫或者突然遇到难事的人家，登记下来，按月看望，早帮一步。'),
('脱贫不稳定户', '已经脱贫，可是收入还不稳，有可能返贫的人家。'),
('边缘易致贫户', '以前不是贫困户，收入只比贫困线高一点，遇事容易变困难的人家。'),
('突发严重困难户', '因为大病、灾害、意外等，一下子花了大钱或者断了收入的人家。'),
('返贫', '脱贫以后又变回困难户。'),
('低保', '最低生活保障：家里人均收入低于当地标准，民政部门按月补差额。'),
('特困人员', '没有劳动能力、没有收入、也没有人养的人，由政府供养，以前叫五保户。'),
('两不愁三保障', '不愁吃、不愁穿；上学、看病、住房有保障。'),
('雨露计划', '困难家庭的孩子读职业学校，每学年给的生活补助。'),
('易地搬迁', '原来的地方住不下去，政府帮着搬到条件好的地方住。'),
('危房改造', '房子经鉴定有危险，政府补钱修好或者重盖。'),
('公益性岗位', '村里保洁、护路、护林这类活，优先给找工作难的人做，按月发工资。'),
('贴息', '贷款的利息由政府替您付，或者付一部分。'),
('小额信贷', '困难户办产业可以借的小笔贷款，不用抵押，政府贴息。'),
('公示', '把名单或事情先贴出来让大家看，有意见就提，期满没问题才定。'),
('异议', '认为公示的内容不对，提出来请求核实。'),
('民主评议', '村民代表一起开会，当面商量谁符合条件。'),
('帮扶责任人', '负责联系您家的干部，每个月至少上门看一次。'),
('驻村工作队', '上级派到村里住下来帮忙的工作人员。'),
('第一书记', '上级派到村里的党组织带头人，和村干部一起管帮扶的事。'),
('衔接资金', '国家和省市县拨下来、专门用在巩固脱贫和乡村振兴上的钱。'),
('乡村振兴', '脱贫以后接着做的事：让村里的产业、环境和日子越来越好。'),
('先诊疗后付费', '住院先看病，不用先交押金，出院时只付自己该付的部分。');

-- When somebody last went over a published policy and found that it is still done so.
CREATE TABLE policy_check (
  document_id  BIGINT NOT NULL,
  checked_at   DATETIME NOT NULL,
  checked_by   BIGINT NOT NULL,
  PRIMARY KEY (document_id),
  CONSTRAINT policy_check_of FOREIGN KEY (document_id) REFERENCES document (id),
  CONSTRAINT policy_check_by FOREIGN KEY (checked_by) REFERENCES account (id)
);
