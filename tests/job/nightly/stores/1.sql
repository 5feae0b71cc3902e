BEGIN TRANSACTION;
CREATE TABLE band (
	hash BIGINT NOT NULL, 
	document INTEGER NOT NULL, 
	PRIMARY KEY (hash, document)
);
CREATE TABLE document (
	seq INTEGER NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	path TEXT NOT NULL, 
	file_hash VARCHAR(64) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	attempts INTEGER DEFAULT '0' NOT NULL, 
	reason TEXT, 
	article_id TEXT NOT NULL, 
	text TEXT NOT NULL, 
	lang VARCHAR(16) NOT NULL, 
	published DATE, 
	title TEXT NOT NULL, 
	url TEXT NOT NULL, 
	source TEXT NOT NULL, 
	extracted_with VARCHAR(64), 
	reconciled_with VARCHAR(64), 
	signature BLOB, 
	duplicate_of INTEGER, 
	run INTEGER, 
	PRIMARY KEY (seq), 
	UNIQUE ("key")
);
INSERT INTO "document" VALUES(1,'391a0aeeda8c4649527cd92e81a1ec7609402d6d3c609afed281a37eb584cfdd','inbox/0.txt','6641e53bb9b81ad8cb0a8b90a96436cdb2035a8846e512cf0f57bee13392f3d7','done',0,NULL,'0','第0報。売上高は0億円だった。','ja',NULL,'第0報。売上高は0億円だった。','','inbox/0.txt','v1','7bd07004d50c00d3',X'',NULL,1);
INSERT INTO "document" VALUES(2,'390fc053f593624fa215ba19386957df910c16af2d735344b1e98c477d533d7d','inbox/1.txt','e6480cd904165d257af080150089aeca0066da0ee0ca562899a696a221993d66','done',0,NULL,'1','第1報。売上高は1億円だった。','ja',NULL,'第1報。売上高は1億円だった。','','inbox/1.txt','v1','7bd07004d50c00d3',X'',NULL,1);
INSERT INTO "document" VALUES(3,'bf8b59ba7c2df5c17f33e94b64d6eef2d9b29ac6f4c2b61e9174279e2f1dc644','inbox/2.txt','1aae857607a3c3e2fc23a0d2860c092d2acadab8832b5512c0d9173372a3c259','done',0,NULL,'2','第2報。売上高は2億円だった。','ja',NULL,'第2報。売上高は2億円だった。','','inbox/2.txt','v1','7bd07004d50c00d3',X'',NULL,1);
INSERT INTO "document" VALUES(4,'ac0b0448584e2d336b08fad10cc6a2272032bd9e960d4cf2c3f04d80b4c929af','inbox/bad.txt','6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d','quarantined',0,'inbox/bad.txt: holds NUL bytes: binary data, or UTF-16 without a byte order mark; save it as UTF-8','','','',NULL,'','','inbox/bad.txt',NULL,NULL,NULL,NULL,1);
INSERT INTO "document" VALUES(5,'0caa58cddd52e2239225b14c88c5e23c519eb3842030264e3d24d604f1c202fe','inbox/poison.txt','3a5608f2697821a0126aa9ea52027ca53f762b81bf153bc029ad834045dc9c81','quarantined',1,'ValueError: poisoned (after 3 attempts)','poison','毒','zh-Hans',NULL,'毒','','inbox/poison.txt',NULL,NULL,NULL,NULL,1);
CREATE TABLE fact (
	document INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	article_id TEXT, 
	company TEXT, 
	metric TEXT, 
	metric_text TEXT, 
	segment TEXT, 
	period TEXT, 
	start_date DATE, 
	end_date DATE, 
	basis TEXT, 
	value TEXT, 
	value_max TEXT, 
	unit TEXT, 
	modifier TEXT, 
	precision TEXT, 
	start INTEGER, 
	"end" INTEGER, 
	sentence TEXT, 
	inferred TEXT, 
	PRIMARY KEY (document, number)
);
INSERT INTO "fact" VALUES(1,0,'0','acme','revenue','','','2025',NULL,NULL,'actual','0',NULL,'JPY',NULL,'50000000',8,11,'第0報。売上高は0億円だった。','["period"]');
INSERT INTO "fact" VALUES(2,0,'1','acme','revenue','','','2025',NULL,NULL,'actual','100000000',NULL,'JPY',NULL,'50000000',8,11,'第1報。売上高は1億円だった。','["period"]');
INSERT INTO "fact" VALUES(3,0,'2','acme','revenue','','','2025',NULL,NULL,'actual','200000000',NULL,'JPY',NULL,'50000000',8,11,'第2報。売上高は2億円だった。','["period"]');
CREATE TABLE file (
	path TEXT NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	reading VARCHAR(64) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	attempts INTEGER NOT NULL, 
	articles INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (path)
);
INSERT INTO "file" VALUES('inbox/0.txt','6641e53bb9b81ad8cb0a8b90a96436cdb2035a8846e512cf0f57bee13392f3d7','7cdacff421e8e5bc','done',0,1);
INSERT INTO "file" VALUES('inbox/1.txt','e6480cd904165d257af080150089aeca0066da0ee0ca562899a696a221993d66','7cdacff421e8e5bc','done',0,1);
INSERT INTO "file" VALUES('inbox/2.txt','1aae857607a3c3e2fc23a0d2860c092d2acadab8832b5512c0d9173372a3c259','7cdacff421e8e5bc','done',0,1);
INSERT INTO "file" VALUES('inbox/bad.txt','6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d','7cdacff421e8e5bc','done',0,0);
INSERT INTO "file" VALUES('inbox/poison.txt','3a5608f2697821a0126aa9ea52027ca53f762b81bf153bc029ad834045dc9c81','7cdacff421e8e5bc','done',0,1);
CREATE TABLE known (
	number INTEGER NOT NULL, 
	company TEXT, 
	metric TEXT, 
	period TEXT, 
	start_date DATE, 
	end_date DATE, 
	segment TEXT, 
	basis TEXT, 
	value TEXT, 
	unit TEXT, 
	rounding TEXT, 
	filed_at DATE, 
	source TEXT, 
	PRIMARY KEY (number)
);
INSERT INTO "known" VALUES(0,'acme','revenue','2025','2025-01-01','2026-01-01','','','100000000','JPY','',NULL,'known.csv:2 report');
CREATE TABLE meta (
	"key" VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('store_version','1');
INSERT INTO "meta" VALUES('known_version','7bd07004d50c00d3');
CREATE TABLE reconciliation (
	document INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	company TEXT, 
	known_value TEXT, 
	known_source TEXT, 
	status TEXT, 
	diagnosis TEXT, 
	difference TEXT, 
	explanation TEXT, 
	PRIMARY KEY (document, number)
);
INSERT INTO "reconciliation" VALUES(1,0,'acme','100000000','known.csv:2 report','mismatch','','-100000000','acme revenue 2025: stated 0 JPY (-50,000,000 to 50,000,000); known 100,000,000 JPY (known.csv:2 report); mismatch: the known figure lies outside what is stated; stated - known = -100,000,000 (-100.00%).');
INSERT INTO "reconciliation" VALUES(2,0,'acme','100000000','known.csv:2 report','exact','','0','acme revenue 2025: stated 100,000,000 JPY; known 100,000,000 JPY (known.csv:2 report); exact: the same figure.');
INSERT INTO "reconciliation" VALUES(3,0,'acme','100000000','known.csv:2 report','mismatch','','100000000','acme revenue 2025: stated 200,000,000 JPY (150,000,000 to 250,000,000); known 100,000,000 JPY (known.csv:2 report); mismatch: the known figure lies outside what is stated; stated - known = +100,000,000 (+100.00%).');
CREATE TABLE record (
	document INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	article_id TEXT, 
	kind TEXT, 
	text TEXT, 
	start INTEGER, 
	"end" INTEGER, 
	value TEXT, 
	value_max TEXT, 
	unit TEXT, 
	modifier TEXT, 
	precision TEXT, 
	start_date DATE, 
	end_date DATE, 
	granularity TEXT, 
	timex TEXT, 
	entity_id TEXT, 
	sentence TEXT, 
	rule TEXT, 
	score FLOAT, 
	PRIMARY KEY (document, number)
);
INSERT INTO "record" VALUES(1,0,'0','money','0億円',8,11,'0',NULL,'JPY',NULL,'50000000',NULL,NULL,NULL,NULL,NULL,'第0報。売上高は0億円だった。','fake',1.0);
INSERT INTO "record" VALUES(2,0,'1','money','1億円',8,11,'100000000',NULL,'JPY',NULL,'50000000',NULL,NULL,NULL,NULL,NULL,'第1報。売上高は1億円だった。','fake',1.0);
INSERT INTO "record" VALUES(3,0,'2','money','2億円',8,11,'200000000',NULL,'JPY',NULL,'50000000',NULL,NULL,NULL,NULL,NULL,'第2報。売上高は2億円だった。','fake',1.0);
CREATE TABLE run (
	id INTEGER NOT NULL, 
	started TEXT NOT NULL, 
	finished TEXT, 
	status VARCHAR(16) NOT NULL, 
	rules_version VARCHAR(64), 
	summary TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "run" VALUES(1,'2026-11-29T21:36:01+00:00','2026-11-29T21:36:06+00:00','finished','v1','{
 "run": 1,
 "status": "finished",
 "started": "2026-11-29T21:36:01+00:00",
 "finished": "2026-11-29T21:36:06+00:00",
 "seconds": 5.007,
 "rules_version": "v1",
 "known_version": "7bd07004d50c00d3",
 "files": {
  "seen": 5,
  "read": 5,
  "unchanged": 0,
  "missing": 0,
  "failed": 0
 },
 "documents": {
  "new": 4,
  "replaced": 0,
  "extracted": 3,
  "repeats": 0,
  "reconciled": 3,
  "quarantined": 2
 },
 "records": 3,
 "facts": 3,
 "known_errors": 0,
 "published": true
}');
CREATE INDEX document_status ON document (status, seq);
CREATE INDEX document_duplicate ON document (duplicate_of);
CREATE INDEX document_article ON document (path, article_id);
CREATE INDEX band_document ON band (document);
COMMIT;
