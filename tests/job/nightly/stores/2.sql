BEGIN TRANSACTION;
CREATE TABLE band (
	hash BIGINT NOT NULL, 
	document INTEGER NOT NULL, 
	PRIMARY KEY (hash, document)
);
INSERT INTO "band" VALUES(8232010938012989285,4);
INSERT INTO "band" VALUES(-658095250872738900,4);
INSERT INTO "band" VALUES(-5463034432631414664,4);
INSERT INTO "band" VALUES(774814010524957456,4);
INSERT INTO "band" VALUES(-8796377259179551018,4);
INSERT INTO "band" VALUES(-5879740794665648278,4);
INSERT INTO "band" VALUES(-4182851069532209104,4);
INSERT INTO "band" VALUES(2458729417315285029,4);
INSERT INTO "band" VALUES(-6338635806599133948,4);
INSERT INTO "band" VALUES(4757733719997767757,4);
INSERT INTO "band" VALUES(-710447044548049662,4);
INSERT INTO "band" VALUES(-1866488217587625113,4);
INSERT INTO "band" VALUES(5482501196291308306,4);
INSERT INTO "band" VALUES(-5124720847355054072,4);
INSERT INTO "band" VALUES(-1538745505958376445,4);
INSERT INTO "band" VALUES(2812778438220874395,4);
CREATE TABLE change (
	id INTEGER NOT NULL, 
	run INTEGER NOT NULL, 
	document INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	was VARCHAR(16), 
	now VARCHAR(16) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "change" VALUES(1,1,2,0,NULL,'mismatch');
INSERT INTO "change" VALUES(3,1,4,0,NULL,'mismatch');
INSERT INTO "change" VALUES(4,1,4,1,NULL,'mismatch');
INSERT INTO "change" VALUES(5,2,1,0,'exact','mismatch');
INSERT INTO "change" VALUES(6,2,2,0,'mismatch','exact');
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
	issuer TEXT DEFAULT '' NOT NULL, 
	extracted_with VARCHAR(64), 
	reconciled_with VARCHAR(64), 
	signature BLOB, 
	duplicate_of INTEGER, 
	run INTEGER, 
	reported INTEGER, 
	PRIMARY KEY (seq), 
	UNIQUE ("key")
);
INSERT INTO "document" VALUES(1,'390fc053f593624fa215ba19386957df910c16af2d735344b1e98c477d533d7d','inbox/1.txt','e6480cd904165d257af080150089aeca0066da0ee0ca562899a696a221993d66','done',0,NULL,'1','第1報。売上高は1億円だった。','ja',NULL,'第1報。売上高は1億円だった。','','inbox/1.txt','','v1','9103206734b087ca',X'',NULL,1,NULL);
INSERT INTO "document" VALUES(2,'bf8b59ba7c2df5c17f33e94b64d6eef2d9b29ac6f4c2b61e9174279e2f1dc644','inbox/2.txt','1aae857607a3c3e2fc23a0d2860c092d2acadab8832b5512c0d9173372a3c259','done',0,NULL,'2','第2報。売上高は2億円だった。','ja',NULL,'第2報。売上高は2億円だった。','','inbox/2.txt','','v1','9103206734b087ca',X'',NULL,1,NULL);
INSERT INTO "document" VALUES(3,'c120104d544b7f06fbd0db529215f0d5aea9d5a1bcef3890a97f13846ef10931','inbox/3.txt','b19ec6603cf391ce43e77c0786be9582041beaa0a7048d374b6666c0b93db192','withdrawn',0,NULL,'3','','ja',NULL,'','','inbox/3.txt','','v1','9103206734b087ca',NULL,NULL,1,NULL);
INSERT INTO "document" VALUES(4,'2326d379c90f925f4a304bf6b36ece52fb2bc28642d22351d5b82a8ffe4ec174','inbox/again.txt','a174bde9f2b09d89b65916a48a33ab265bc73a5e12981ba672a87bc6e8f1692b','done',0,NULL,'again','大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','ja',NULL,'大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','','inbox/again.txt','','v1','9103206734b087ca',X'8950BC8A004CCB64F3CFDDA7610D9910537322C3AB69C002362471050E3208C0B65B736DDC059002C3852E25C341B3B460596E3662B40DC137553A91F76862C13DA019233645756A10238EC03D3D28C19B62E1C0FDDAF4233FFEACB2B4D212427C175021E7CD08C0C15224C1EEB1C01A8AC05E6AB88207AA694C471199756210262590407CD9371C22B5714FDB03E9727FEC793BD368B8A8E31ABF2C44CF3FC2B36B53A295AC75C059623D6942E5CF9F37ABB30A18410F2E022D8112A6712F0C336406120A4B1BC2A6D32A7F53C1D0A0430702C1718E4A5533C3C8C0AFE70D1C90FAA34D8E37C51E978F031184B50A474C6DDAA8FCB6B15D4317BD9696BB9D614814B31BA52C185DB620C3500803AE1019A43AB133358B61A0B025C16A0EF8C1BE0DA17401A599C1046D324848C25188F440B514A0A7E8C06360B06B038614017B35105568C8CCB507A210C10E07202D01A38EC0D0B4AFC0AA775813A5406E477CA1A63F7FDEC862CC125CC1D5A0EAC0EDDF6A2B6E7BAC468025C9445543DD9359BBF2C0E0ADBA8015882DC0EEC09DC00A73C20F9DAC805BDCA386C0B0222C53897611160C0605C099C338172EE4EF21887257058A179AC183431F15BA8365234D5A999144B72F1B177B7185AC3426C20DD2E8C0229617C1AF6511C0400E4C95BDE143024307C7C017E2CD53E1AF0948BE17AAC0F0DD75C08E7C7C024645B099',NULL,1,NULL);
INSERT INTO "document" VALUES(5,'ac0b0448584e2d336b08fad10cc6a2272032bd9e960d4cf2c3f04d80b4c929af','inbox/bad.txt','6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d','quarantined',0,'inbox/bad.txt: holds NUL bytes: binary data, or UTF-16 without a byte order mark; save it as UTF-8','','','',NULL,'','','inbox/bad.txt','',NULL,NULL,NULL,NULL,1,1);
INSERT INTO "document" VALUES(6,'0caa58cddd52e2239225b14c88c5e23c519eb3842030264e3d24d604f1c202fe','inbox/poison.txt','3a5608f2697821a0126aa9ea52027ca53f762b81bf153bc029ad834045dc9c81','quarantined',1,'ValueError: poisoned (after 3 attempts)','poison','毒','zh-Hans',NULL,'毒','','inbox/poison.txt','',NULL,NULL,NULL,NULL,1,1);
INSERT INTO "document" VALUES(7,'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','inbox/again.txt','a174bde9f2b09d89b65916a48a33ab265bc73a5e12981ba672a87bc6e8f1692b','done',0,NULL,'again','大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','ja','2026-05-02','大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','','inbox/again.txt','','v1','9103206734b087ca',X'8950BC8A004CCB64F3CFDDA7610D9910537322C3AB69C002362471050E3208C0B65B736DDC059002C3852E25C341B3B460596E3662B40DC137553A91F76862C13DA019233645756A10238EC03D3D28C19B62E1C0FDDAF4233FFEACB2B4D212427C175021E7CD08C0C15224C1EEB1C01A8AC05E6AB88207AA694C471199756210262590407CD9371C22B5714FDB03E9727FEC793BD368B8A8E31ABF2C44CF3FC2B36B53A295AC75C059623D6942E5CF9F37ABB30A18410F2E022D8112A6712F0C336406120A4B1BC2A6D32A7F53C1D0A0430702C1718E4A5533C3C8C0AFE70D1C90FAA34D8E37C51E978F031184B50A474C6DDAA8FCB6B15D4317BD9696BB9D614814B31BA52C185DB620C3500803AE1019A43AB133358B61A0B025C16A0EF8C1BE0DA17401A599C1046D324848C25188F440B514A0A7E8C06360B06B038614017B35105568C8CCB507A210C10E07202D01A38EC0D0B4AFC0AA775813A5406E477CA1A63F7FDEC862CC125CC1D5A0EAC0EDDF6A2B6E7BAC468025C9445543DD9359BBF2C0E0ADBA8015882DC0EEC09DC00A73C20F9DAC805BDCA386C0B0222C53897611160C0605C099C338172EE4EF21887257058A179AC183431F15BA8365234D5A999144B72F1B177B7185AC3426C20DD2E8C0229617C1AF6511C0400E4C95BDE143024307C7C017E2CD53E1AF0948BE17AAC0F0DD75C08E7C7C024645B099',4,1,NULL);
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
	score FLOAT, 
	PRIMARY KEY (document, number)
);
INSERT INTO "fact" VALUES(1,0,'1','acme','revenue','','','2025',NULL,NULL,'actual','100000000',NULL,'JPY',NULL,'50000000',8,11,'第1報。売上高は1億円だった。','["period"]',1.0);
INSERT INTO "fact" VALUES(2,0,'2','acme','revenue','','','2025',NULL,NULL,'actual','200000000',NULL,'JPY',NULL,'50000000',8,11,'第2報。売上高は2億円だった。','["period"]',1.0);
INSERT INTO "fact" VALUES(4,0,'again','acme','revenue','','','2025',NULL,NULL,'actual','3100000000',NULL,'JPY',NULL,'50000000',19,23,'大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','["period"]',1.0);
INSERT INTO "fact" VALUES(4,1,'again','acme','revenue','','','2025',NULL,NULL,'actual','3100000000',NULL,'JPY',NULL,'50000000',77,81,'大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','["period"]',1.0);
INSERT INTO "fact" VALUES(7,0,'again','acme','revenue','','','2025',NULL,NULL,'actual','3100000000',NULL,'JPY',NULL,'50000000',19,23,'大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','["period"]',1.0);
INSERT INTO "fact" VALUES(7,1,'again','acme','revenue','','','2025',NULL,NULL,'actual','3100000000',NULL,'JPY',NULL,'50000000',77,81,'大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','["period"]',1.0);
CREATE TABLE file (
	path TEXT NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	reading VARCHAR(64) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	attempts INTEGER NOT NULL, 
	articles INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (path)
);
INSERT INTO "file" VALUES('inbox/1.txt','e6480cd904165d257af080150089aeca0066da0ee0ca562899a696a221993d66','256b76d48274bac0','done',0,1);
INSERT INTO "file" VALUES('inbox/2.txt','1aae857607a3c3e2fc23a0d2860c092d2acadab8832b5512c0d9173372a3c259','256b76d48274bac0','done',0,1);
INSERT INTO "file" VALUES('inbox/3.txt','b19ec6603cf391ce43e77c0786be9582041beaa0a7048d374b6666c0b93db192','256b76d48274bac0','done',0,1);
INSERT INTO "file" VALUES('inbox/again.txt','a174bde9f2b09d89b65916a48a33ab265bc73a5e12981ba672a87bc6e8f1692b','256b76d48274bac0','done',0,1);
INSERT INTO "file" VALUES('inbox/bad.txt','6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d','256b76d48274bac0','done',0,0);
INSERT INTO "file" VALUES('inbox/poison.txt','3a5608f2697821a0126aa9ea52027ca53f762b81bf153bc029ad834045dc9c81','256b76d48274bac0','done',0,1);
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
	variant TEXT, 
	PRIMARY KEY (number)
);
INSERT INTO "known" VALUES(0,'acme','revenue','2025','2025-01-01','2026-01-01','','','200000000','JPY','',NULL,'known.csv:2 report','');
CREATE TABLE meta (
	"key" VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('store_version','2');
INSERT INTO "meta" VALUES('known_version','9103206734b087ca');
INSERT INTO "meta" VALUES('known_errors','0');
CREATE TABLE reconciliation (
	document INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	company TEXT, 
	known_value TEXT, 
	known_source TEXT, 
	status TEXT, 
	diagnosis TEXT, 
	difference TEXT, 
	alarm TEXT, 
	explanation TEXT, 
	PRIMARY KEY (document, number)
);
INSERT INTO "reconciliation" VALUES(1,0,'acme','200000000','known.csv:2 report','mismatch','','-100000000','1','acme revenue 2025: stated 100,000,000 JPY (50,000,000 to 150,000,000); known 200,000,000 JPY (known.csv:2 report); mismatch: the known figure lies outside what is stated; stated - known = -100,000,000 (-50.00%).');
INSERT INTO "reconciliation" VALUES(2,0,'acme','200000000','known.csv:2 report','exact','','0','','acme revenue 2025: stated 200,000,000 JPY; known 200,000,000 JPY (known.csv:2 report); exact: the same figure.');
INSERT INTO "reconciliation" VALUES(4,0,'acme','200000000','known.csv:2 report','mismatch','','2900000000','1','acme revenue 2025: stated 3,100,000,000 JPY (3,050,000,000 to 3,150,000,000); known 200,000,000 JPY (known.csv:2 report); mismatch: the known figure lies outside what is stated; stated - known = +2,900,000,000 (+1,450.00%).');
INSERT INTO "reconciliation" VALUES(4,1,'acme','200000000','known.csv:2 report','mismatch','','2900000000','2','acme revenue 2025: stated 3,100,000,000 JPY (3,050,000,000 to 3,150,000,000); known 200,000,000 JPY (known.csv:2 report); mismatch: the known figure lies outside what is stated; stated - known = +2,900,000,000 (+1,450.00%).');
INSERT INTO "reconciliation" VALUES(7,0,'acme','200000000','known.csv:2 report','mismatch','','2900000000','1','acme revenue 2025: stated 3,100,000,000 JPY (3,050,000,000 to 3,150,000,000); known 200,000,000 JPY (known.csv:2 report); mismatch: the known figure lies outside what is stated; stated - known = +2,900,000,000 (+1,450.00%).');
INSERT INTO "reconciliation" VALUES(7,1,'acme','200000000','known.csv:2 report','mismatch','','2900000000','2','acme revenue 2025: stated 3,100,000,000 JPY (3,050,000,000 to 3,150,000,000); known 200,000,000 JPY (known.csv:2 report); mismatch: the known figure lies outside what is stated; stated - known = +2,900,000,000 (+1,450.00%).');
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
INSERT INTO "record" VALUES(1,0,'1','money','1億円',8,11,'100000000',NULL,'JPY',NULL,'50000000',NULL,NULL,NULL,NULL,NULL,'第1報。売上高は1億円だった。','fake',1.0);
INSERT INTO "record" VALUES(2,0,'2','money','2億円',8,11,'200000000',NULL,'JPY',NULL,'50000000',NULL,NULL,NULL,NULL,NULL,'第2報。売上高は2億円だった。','fake',1.0);
INSERT INTO "record" VALUES(4,0,'again','money','31億円',19,23,'3100000000',NULL,'JPY',NULL,'50000000',NULL,NULL,NULL,NULL,NULL,'大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','fake',1.0);
INSERT INTO "record" VALUES(4,1,'again','money','31億円',77,81,'3100000000',NULL,'JPY',NULL,'50000000',NULL,NULL,NULL,NULL,NULL,'大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','fake',1.0);
INSERT INTO "record" VALUES(7,0,'again','money','31億円',19,23,'3100000000',NULL,'JPY',NULL,'50000000',NULL,NULL,NULL,NULL,NULL,'大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','fake',1.0);
INSERT INTO "record" VALUES(7,1,'again','money','31億円',77,81,'3100000000',NULL,'JPY',NULL,'50000000',NULL,NULL,NULL,NULL,NULL,'大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。大手の日立は十四日、今期の連結売上高が31億円になる見通しを示した。主力の半導体装置が伸び、海外の工場の増設も進む。','fake',1.0);
CREATE TABLE run (
	id INTEGER NOT NULL, 
	started TEXT NOT NULL, 
	finished TEXT, 
	status VARCHAR(16) NOT NULL, 
	rules_version VARCHAR(64), 
	summary TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "run" VALUES(1,'2026-11-30T00:28:54+00:00','2026-11-30T00:28:56+00:00','finished','v1','{
 "run": 1,
 "status": "finished",
 "started": "2026-11-30T00:28:54+00:00",
 "finished": "2026-11-30T00:28:56+00:00",
 "seconds": 1.959,
 "rules_version": "v1",
 "known_version": "7bd07004d50c00d3",
 "files": {
  "seen": 6,
  "read": 6,
  "unchanged": 0,
  "missing": 0,
  "failed": 0
 },
 "documents": {
  "new": 5,
  "replaced": 0,
  "extracted": 4,
  "repeats": 0,
  "reconciled": 4,
  "quarantined": 2
 },
 "records": 5,
 "facts": 5,
 "statuses": {
  "exact": 1,
  "mismatch": 4
 },
 "new_findings": {
  "mismatch": 4,
  "doubtful": 0,
  "ambiguous": 0
 },
 "known_errors": 0,
 "published": true,
 "hook": "",
 "inbox": []
}');
INSERT INTO "run" VALUES(2,'2026-11-30T00:28:56+00:00','2026-11-30T00:28:57+00:00','finished','v1','{
 "run": 2,
 "status": "finished",
 "started": "2026-11-30T00:28:56+00:00",
 "finished": "2026-11-30T00:28:57+00:00",
 "seconds": 0.286,
 "rules_version": "v1",
 "known_version": "9103206734b087ca",
 "files": {
  "seen": 6,
  "read": 0,
  "unchanged": 6,
  "missing": 0,
  "failed": 0
 },
 "documents": {
  "new": 0,
  "replaced": 0,
  "extracted": 0,
  "repeats": 0,
  "reconciled": 4,
  "quarantined": 0
 },
 "records": 0,
 "facts": 0,
 "statuses": {
  "exact": 1,
  "mismatch": 4
 },
 "new_findings": {
  "mismatch": 1,
  "doubtful": 0,
  "ambiguous": 0
 },
 "known_errors": 0,
 "published": true,
 "hook": "",
 "inbox": []
}');
CREATE INDEX document_path ON document (path);
CREATE INDEX document_status ON document (status, seq);
CREATE INDEX document_duplicate ON document (duplicate_of);
CREATE INDEX band_document ON band (document);
CREATE INDEX ix_change_document ON change (document);
CREATE INDEX ix_change_run ON change (run);
COMMIT;
