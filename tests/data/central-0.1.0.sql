BEGIN TRANSACTION;
CREATE TABLE accounting_subject (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	code VARCHAR(20) DEFAULT '' NOT NULL, 
	name VARCHAR(100) DEFAULT '' NOT NULL, 
	parent_code VARCHAR(20) DEFAULT '' NOT NULL, 
	category VARCHAR(20) DEFAULT '' NOT NULL, 
	balance_side VARCHAR(20) DEFAULT '' NOT NULL, 
	auxiliary VARCHAR(60) DEFAULT '' NOT NULL, 
	detail_rule VARCHAR(500) DEFAULT '' NOT NULL, 
	applies_to VARCHAR(60) DEFAULT '' NOT NULL, 
	code_status VARCHAR(20) DEFAULT '' NOT NULL, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	source VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_accounting_subject PRIMARY KEY (id)
);
CREATE TABLE actuarial_parameter (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	code VARCHAR(20) DEFAULT '' NOT NULL, 
	name VARCHAR(100) DEFAULT '' NOT NULL, 
	category VARCHAR(20) DEFAULT '' NOT NULL, 
	unit VARCHAR(20) DEFAULT '' NOT NULL, 
	precision BIGINT, 
	minimum BIGINT, 
	maximum BIGINT, 
	insurance_types VARCHAR(200) DEFAULT '' NOT NULL, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	source VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_actuarial_parameter PRIMARY KEY (id)
);
CREATE TABLE actuarial_value (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	parameter VARCHAR(20) DEFAULT '' NOT NULL, 
	insurance_type VARCHAR(20) DEFAULT '' NOT NULL, 
	data_year BIGINT, 
	value BIGINT, 
	is_not_applicable BOOLEAN DEFAULT false NOT NULL, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_actuarial_value PRIMARY KEY (id)
);
CREATE TABLE audit (
	n INTEGER NOT NULL, 
	catalog VARCHAR(40) NOT NULL, 
	row_id VARCHAR(36) NOT NULL, 
	action VARCHAR(10) NOT NULL, 
	changes TEXT NOT NULL, 
	author VARCHAR(40) NOT NULL, 
	at VARCHAR(24) NOT NULL, 
	source VARCHAR(20) NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (n)
);
INSERT INTO "audit" VALUES(1,'fund_account','01a208fa-d48d-718f-a177-594f6c028d65','insert','{"fiscal_year":[null,2026],"mof_div_code":[null,"330212000"],"account_no":[null,"10001"],"account_name":[null,"财政专户10001"],"bank_name":[null,"农业银行鄞州支行"],"account_type":[null,"31"],"insurance_types":[null,""],"opened_on":[null,null],"approval_type":[null,""],"bank_choice":[null,""],"balance":[null,10000],"time_deposit":[null,null],"interest_rate":[null,null],"remark":[null,""],"is_received":[null,false],"is_standard":[null,false],"is_enabled":[null,true]}','jia','2026-11-23T15:16:26Z','sync','');
INSERT INTO "audit" VALUES(2,'fund_account','01a208fa-d48d-7190-b420-485677a9a8e8','insert','{"fiscal_year":[null,2026],"mof_div_code":[null,"330212000"],"account_no":[null,"10002"],"account_name":[null,"财政专户10002"],"bank_name":[null,"农业银行鄞州支行"],"account_type":[null,"31"],"insurance_types":[null,""],"opened_on":[null,null],"approval_type":[null,""],"bank_choice":[null,""],"balance":[null,null],"time_deposit":[null,null],"interest_rate":[null,null],"remark":[null,"第一版"],"is_received":[null,false],"is_standard":[null,false],"is_enabled":[null,true]}','jia','2026-11-23T15:16:26Z','sync','');
INSERT INTO "audit" VALUES(3,'fund_account','01a208fa-d48d-7191-b33f-43fe0c973f45','insert','{"fiscal_year":[null,2026],"mof_div_code":[null,"330212000"],"account_no":[null,"10003"],"account_name":[null,"财政专户10003"],"bank_name":[null,"农业银行鄞州支行"],"account_type":[null,"31"],"insurance_types":[null,""],"opened_on":[null,null],"approval_type":[null,""],"bank_choice":[null,""],"balance":[null,null],"time_deposit":[null,null],"interest_rate":[null,15000],"remark":[null,""],"is_received":[null,false],"is_standard":[null,false],"is_enabled":[null,true]}','jia','2026-11-23T15:16:26Z','sync','');
INSERT INTO "audit" VALUES(4,'fund_account','01a208fa-d48d-718f-a177-594f6c028d65','update','{"balance":[10000,25000],"remark":["","更正"]}','jia','2026-11-23T15:16:26Z','sync','');
INSERT INTO "audit" VALUES(5,'fund_account','01a208fa-d48d-7191-b33f-43fe0c973f45','delete','{}','jia','2026-11-23T15:16:26Z','sync','');
INSERT INTO "audit" VALUES(6,'fund_account','01a208fa-d48d-7190-b420-485677a9a8e8','update','{"remark":["第一版","甲"]}','jia','2026-11-23T15:16:27Z','sync','');
INSERT INTO "audit" VALUES(7,'fund_account','01a208fa-db31-70ed-994a-0be3b37d6c85','insert','{"fiscal_year":[null,2026],"mof_div_code":[null,"330212000"],"account_no":[null,"20001"],"account_name":[null,"财政专户20001"],"bank_name":[null,"农业银行鄞州支行"],"account_type":[null,"31"],"insurance_types":[null,""],"opened_on":[null,null],"approval_type":[null,""],"bank_choice":[null,""],"balance":[null,700],"time_deposit":[null,null],"interest_rate":[null,null],"remark":[null,""],"is_received":[null,false],"is_standard":[null,false],"is_enabled":[null,true]}','yi','2026-11-23T15:16:27Z','sync','');
CREATE TABLE budget_subject (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	code VARCHAR(20) DEFAULT '' NOT NULL, 
	name VARCHAR(100) DEFAULT '' NOT NULL, 
	parent_code VARCHAR(20) DEFAULT '' NOT NULL, 
	direction VARCHAR(20) DEFAULT '' NOT NULL, 
	subject_level VARCHAR(20) DEFAULT '' NOT NULL, 
	insurance_type VARCHAR(20) DEFAULT '' NOT NULL, 
	code_status VARCHAR(20) DEFAULT '' NOT NULL, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	source VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_budget_subject PRIMARY KEY (id)
);
CREATE TABLE central_clock (
	n INTEGER NOT NULL, 
	version BIGINT NOT NULL, 
	CONSTRAINT pk_central_clock PRIMARY KEY (n)
);
INSERT INTO "central_clock" VALUES(1,11);
CREATE TABLE central_ledger (
	client_id VARCHAR(80) NOT NULL, 
	batch_id VARCHAR(80) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	person VARCHAR(40) NOT NULL, 
	reply BLOB NOT NULL, 
	received_at VARCHAR(24) NOT NULL, 
	CONSTRAINT pk_central_ledger PRIMARY KEY (client_id, batch_id)
);
INSERT INTO "central_ledger" VALUES('01a208fa-d07e-73e8-8c36-a6a3efea779f','01a208fa-d4f0-700f-ba57-dc3796caf362','c18076a915834f9ac33ae101cc3d339af3e99c1d9357c5c17e86c6c9572bd0ad','jia',X'28B52FFD20D9FD030042481B1C7069DBA078E5F03240AD8988FCF7C0AA5E18D16BF832289FA5FF67088D7763B8FA823981573152081A1C9B0825AFEED55F2FACBD664EE2A82446E547254104CFDA73DA5AFD24517F104DF11CFAF8E5C3F562413A16CB8434934E35A53A00CB7601DD467A75D62C85F59A392305003D6A7B901CC019515C8BE45C14','2026-11-23T15:16:26Z');
INSERT INTO "central_ledger" VALUES('01a208fa-d07e-73e8-8c36-a6a3efea779f','01a208fa-d5ec-732e-92d5-06e47755e250','12acb9e19ea70c834dafafe3b111a4fcc19abcb639927424d640c3b4028e1521','jia',X'28B52FFD20B8F5030032881B1E5085B80DA41641013C6A1BD22EF10E33AAEAD4BE2B8A3BA574465555580301E7C670F605F38152A612DB243034534AA548CFFE7871FDD83989A382A0F2A392E08177FD9C6E8D9F24EC0FA215CF818F47ABBDBB56A015CA758A64ABB1B2F5BA64C28194133ABB6B96427BCC1C2004003D6A7B905CA2388CE4DC19','2026-11-23T15:16:26Z');
INSERT INTO "central_ledger" VALUES('01a208fa-d07e-73e8-8c36-a6a3efea779f','01a208fa-da71-7350-9174-d38f600216a7','8d760505f830065cc0610c8936667607ef17c95795c958f7a9369eb4ed4ea1d5','jia',X'28B52FFD2098CD030022481B1E6045D40613C0CAD1981AE1B976FB7D3C083A2436D2A2576316621004760101E7C7F0FD823961E9AADC2307865EE62945FDBEF1D2AC7143892745F9939224CCF4660D624DC34F927D84608AE8C04F5FAC52119583187D819582C3C358978BFBD8415039F1FB7E9642D398394002003E6A7B49CE9901','2026-11-23T15:16:27Z');
INSERT INTO "central_ledger" VALUES('01a208fa-d675-73ab-8ecc-b02154ac70b3','01a208fa-dad8-7393-b86d-e811c5e67923','f23d556e25b19dc7926d847ef5c8b0d9e0f92475eb4600124257f0579b80125a','yi',X'28B52FFD60E001A50E00F69B5A355067DB1C38F8CCCC0C0CAB79026AAB12990EA4B239044ABD291AA56F22A4980D66B29B5CAB1E3B339DFE367CB4FEF9C1C9CC4CA8014B00460047008D06311A8086595A5B1A0C63BECE71C0BFA227548674FD63B1B67E5F94D3A4EF8F07745B5BC14EFE7AC3389C46335E6B4F2FB0F1484BE3689CE5810C179E1EC67063870EA3437897A52F04AE217D2E12A19B28E4EB955BE2243F1BA7AF4BA4CB0EF66548557D5B3674367E7DD2686B47BE0EE327A492F47DFDCE8ABEC70ECE6A3A740154F2E5F705055ABFA2E8011C060A8C59480B73346781CFE271D852E2D9CEC6CA70F2B5CEC648ECD7F57275D776ED3B63B4946AE81A12EFD7E58B14E1498ED04A51EC60CFA6E8D76DBFC9B5B2B329C94D982C4198CE0C8F92439748D02F470C51D455BD5F30797029ABD99AAF374054144C280F11140F042A1A202A0D1C2A0E484C202840116180E22031E1604249C0A0F2758631D6BECE18631AC39AE6ABADE4E9E9871DEC380DC6B35802292010122415A5074702C800C8359039E060A954D4622CC026B01B240D5DA793FE1520980C90AE6A7125C6738D9062FD1E43ED5AB12F204A090496E46EDAB3377828730AC0E31C9A2709F71D6825018FC81B60309F9501430D0E309436465006517302D1244014','2026-11-23T15:16:27Z');
INSERT INTO "central_ledger" VALUES('01a208fa-d675-73ab-8ecc-b02154ac70b3','01a208fa-db4c-70a1-ba8a-2134cdf2a4c7','9332d8bd858cade8e332d873980bef58bef9fba9e5d872744d555c307ee1e664','yi',X'28B52FFD2097AD030012481A1B80476DF8A182E093C77ADAB2FB8F6150AFFA1FDD924C071B347704893BD1F5D1BA00493D50011828F210EF4895D7B7659AB5EDC7F0B42C7F5A948498DEAC3D8C79AF287AA8C00E10619F8EB0B1D9341B05E66DB2EB7015726CACBE6D12958BEAFA769801B75D470402003E6A7B49CE9901','2026-11-23T15:16:27Z');
CREATE TABLE central_meta (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_central_meta PRIMARY KEY (name)
);
INSERT INTO "central_meta" VALUES('central','516cdc2d');
CREATE TABLE central_person (
	code VARCHAR(40) NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	mof_div_code VARCHAR(9) NOT NULL, 
	mof_div_name VARCHAR(100) NOT NULL, 
	level INTEGER NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	password VARCHAR(200) NOT NULL, 
	is_revoked BOOLEAN DEFAULT false NOT NULL, 
	CONSTRAINT pk_central_person PRIMARY KEY (code)
);
INSERT INTO "central_person" VALUES('jia','经办jia','330212000','鄞州区',4,'operator','scrypt$00$00',0);
INSERT INTO "central_person" VALUES('yi','经办yi','330212000','鄞州区',4,'operator','scrypt$00$00',0);
INSERT INTO "central_person" VALUES('shi','经办shi','330212000','鄞州区',4,'operator','scrypt$00$00',0);
CREATE TABLE central_session (
	token VARCHAR(64) NOT NULL, 
	refresh_token VARCHAR(64) NOT NULL, 
	person VARCHAR(40) NOT NULL, 
	client_id VARCHAR(80) NOT NULL, 
	expires_at BIGINT NOT NULL, 
	refresh_expires_at BIGINT NOT NULL, 
	CONSTRAINT pk_central_session PRIMARY KEY (token), 
	CONSTRAINT uq_central_session_refresh_token UNIQUE (refresh_token), 
	CONSTRAINT fk_central_session_person FOREIGN KEY(person) REFERENCES central_person (code)
);
CREATE TABLE fund_account (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	account_no VARCHAR(30) DEFAULT '' NOT NULL, 
	account_name VARCHAR(100) DEFAULT '' NOT NULL, 
	bank_name VARCHAR(100) DEFAULT '' NOT NULL, 
	account_type VARCHAR(20) DEFAULT '' NOT NULL, 
	insurance_types VARCHAR(200) DEFAULT '' NOT NULL, 
	opened_on DATE, 
	approval_type VARCHAR(20) DEFAULT '' NOT NULL, 
	bank_choice VARCHAR(20) DEFAULT '' NOT NULL, 
	balance BIGINT, 
	time_deposit BIGINT, 
	interest_rate BIGINT, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	is_received BOOLEAN DEFAULT false NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_fund_account PRIMARY KEY (id)
);
INSERT INTO "fund_account" VALUES('01a208fa-d48d-718f-a177-594f6c028d65',8,0,'2026-11-23T15:16:26Z','jia',2026,'330212000','10001','财政专户10001','农业银行鄞州支行','31','',NULL,'','',25000,NULL,NULL,'更正',0,0,1,'');
INSERT INTO "fund_account" VALUES('01a208fa-d48d-7190-b420-485677a9a8e8',10,0,'2026-11-23T15:16:27Z','jia',2026,'330212000','10002','财政专户10002','农业银行鄞州支行','31','',NULL,'','',NULL,NULL,NULL,'甲',0,0,1,'');
INSERT INTO "fund_account" VALUES('01a208fa-d48d-7191-b33f-43fe0c973f45',9,1,'2026-11-23T15:16:26Z','jia',2026,'330212000','10003','财政专户10003','农业银行鄞州支行','31','',NULL,'','',NULL,NULL,15000,'',0,0,1,'');
INSERT INTO "fund_account" VALUES('01a208fa-db31-70ed-994a-0be3b37d6c85',11,0,'2026-11-23T15:16:27Z','yi',2026,'330212000','20001','财政专户20001','农业银行鄞州支行','31','',NULL,'','',700,NULL,NULL,'',0,0,1,'');
CREATE TABLE insurance_type (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	code VARCHAR(20) DEFAULT '' NOT NULL, 
	name VARCHAR(100) DEFAULT '' NOT NULL, 
	short_name VARCHAR(20) DEFAULT '' NOT NULL, 
	parent_code VARCHAR(20) DEFAULT '' NOT NULL, 
	category VARCHAR(20) DEFAULT '' NOT NULL, 
	code_status VARCHAR(20) DEFAULT '' NOT NULL, 
	budget_table VARCHAR(20) DEFAULT '' NOT NULL, 
	income_subject VARCHAR(20) DEFAULT '' NOT NULL, 
	expense_subject VARCHAR(20) DEFAULT '' NOT NULL, 
	mohrss_aae140 VARCHAR(20) DEFAULT '' NOT NULL, 
	nhsa_insutype VARCHAR(20) DEFAULT '' NOT NULL, 
	in_social_insurance_budget BOOLEAN DEFAULT false NOT NULL, 
	pooling_level_typical VARCHAR(40) DEFAULT '' NOT NULL, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	source VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_insurance_type PRIMARY KEY (id)
);
CREATE TABLE management_parameter (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	code VARCHAR(20) DEFAULT '' NOT NULL, 
	name VARCHAR(100) DEFAULT '' NOT NULL, 
	category VARCHAR(20) DEFAULT '' NOT NULL, 
	unit VARCHAR(20) DEFAULT '' NOT NULL, 
	data_type VARCHAR(20) DEFAULT '' NOT NULL, 
	precision BIGINT, 
	minimum BIGINT, 
	maximum BIGINT, 
	insurance_types VARCHAR(200) DEFAULT '' NOT NULL, 
	check_rule VARCHAR(200) DEFAULT '' NOT NULL, 
	sample_value VARCHAR(60) DEFAULT '' NOT NULL, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	source VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_management_parameter PRIMARY KEY (id)
);
CREATE TABLE management_value (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	insurance_type VARCHAR(20) DEFAULT '' NOT NULL, 
	parameter VARCHAR(20) DEFAULT '' NOT NULL, 
	basis VARCHAR(20) DEFAULT '' NOT NULL, 
	period VARCHAR(20) DEFAULT '' NOT NULL, 
	value BIGINT, 
	is_not_applicable BOOLEAN DEFAULT false NOT NULL, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_management_value PRIMARY KEY (id)
);
CREATE TABLE performance_indicator (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	code VARCHAR(20) DEFAULT '' NOT NULL, 
	name VARCHAR(100) DEFAULT '' NOT NULL, 
	parent_code VARCHAR(20) DEFAULT '' NOT NULL, 
	indicator_level VARCHAR(20) DEFAULT '' NOT NULL, 
	nature VARCHAR(20) DEFAULT '' NOT NULL, 
	compute_sign VARCHAR(20) DEFAULT '' NOT NULL, 
	kpi_val VARCHAR(60) DEFAULT '' NOT NULL, 
	unit VARCHAR(20) DEFAULT '' NOT NULL, 
	formula VARCHAR(500) DEFAULT '' NOT NULL, 
	weight BIGINT, 
	evaluation_standard VARCHAR(2000) DEFAULT '' NOT NULL, 
	insurance_types VARCHAR(200) DEFAULT '' NOT NULL, 
	is_common BOOLEAN DEFAULT false NOT NULL, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	source VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_performance_indicator PRIMARY KEY (id)
);
CREATE TABLE pooling_area (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	insurance_type VARCHAR(20) DEFAULT '' NOT NULL, 
	pooling_area_code VARCHAR(20) DEFAULT '' NOT NULL, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_pooling_area PRIMARY KEY (id)
);
CREATE TABLE pooling_level (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	insurance_type VARCHAR(20) DEFAULT '' NOT NULL, 
	pooling_level VARCHAR(20) DEFAULT '' NOT NULL, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_pooling_level PRIMARY KEY (id)
);
CREATE TABLE region (
	id VARCHAR(36) NOT NULL, 
	version BIGINT DEFAULT 0 NOT NULL, 
	is_deleted BOOLEAN DEFAULT false NOT NULL, 
	updated_at VARCHAR(24) DEFAULT '' NOT NULL, 
	updated_by VARCHAR(40) DEFAULT '' NOT NULL, 
	fiscal_year BIGINT, 
	mof_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	name VARCHAR(100) DEFAULT '' NOT NULL, 
	parent_code VARCHAR(20) DEFAULT '' NOT NULL, 
	level_no VARCHAR(20) DEFAULT '' NOT NULL, 
	mof_div_type VARCHAR(20) DEFAULT '' NOT NULL, 
	adm_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	parent_adm_div_code VARCHAR(20) DEFAULT '' NOT NULL, 
	start_date DATE, 
	end_date DATE, 
	remark VARCHAR(500) DEFAULT '' NOT NULL, 
	source VARCHAR(500) DEFAULT '' NOT NULL, 
	is_standard BOOLEAN DEFAULT false NOT NULL, 
	is_enabled BOOLEAN DEFAULT false NOT NULL, 
	extra TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_region PRIMARY KEY (id)
);
INSERT INTO "region" VALUES('01a208fa-cd8b-7183-90d1-62c1e2f9b529',1,0,'2026-11-23T15:16:24Z','system',2026,'109900000','财政部','','1','1','','',NULL,NULL,'','',1,1,'');
INSERT INTO "region" VALUES('01a208fa-cd8b-7184-aa69-c9889dce0234',2,0,'2026-11-23T15:16:24Z','system',2026,'330000000','浙江省','109900000','2','1','','',NULL,NULL,'','',0,1,'');
INSERT INTO "region" VALUES('01a208fa-cd8b-7185-b217-c90500b60ee5',3,0,'2026-11-23T15:16:24Z','system',2026,'330200000','宁波市','330000000','3','1','','',NULL,NULL,'','',0,1,'');
INSERT INTO "region" VALUES('01a208fa-cd8b-7186-b5df-32b6bd3efbfe',4,0,'2026-11-23T15:16:24Z','system',2026,'330212000','鄞州区','330200000','4','1','','',NULL,NULL,'','',0,1,'');
CREATE TABLE region_scope (
	fiscal_year BIGINT NOT NULL, 
	ancestor VARCHAR(9) NOT NULL, 
	code VARCHAR(9) NOT NULL, 
	CONSTRAINT pk_region_scope PRIMARY KEY (fiscal_year, ancestor, code)
);
INSERT INTO "region_scope" VALUES(2026,'109900000','109900000');
INSERT INTO "region_scope" VALUES(2026,'330000000','330000000');
INSERT INTO "region_scope" VALUES(2026,'109900000','330000000');
INSERT INTO "region_scope" VALUES(2026,'330200000','330200000');
INSERT INTO "region_scope" VALUES(2026,'330000000','330200000');
INSERT INTO "region_scope" VALUES(2026,'109900000','330200000');
INSERT INTO "region_scope" VALUES(2026,'330212000','330212000');
INSERT INTO "region_scope" VALUES(2026,'330200000','330212000');
INSERT INTO "region_scope" VALUES(2026,'330000000','330212000');
INSERT INTO "region_scope" VALUES(2026,'109900000','330212000');
CREATE INDEX ix_region_extra ON region (id) WHERE extra != '';
CREATE INDEX ix_region_code ON region (mof_div_code, fiscal_year);
CREATE UNIQUE INDEX ux_region_key ON region (fiscal_year, mof_div_code) WHERE is_deleted IS 0;
CREATE INDEX ix_region_version ON region (version);
CREATE INDEX ix_region_parent ON region (parent_code);
CREATE INDEX ix_insurance_type_extra ON insurance_type (id) WHERE extra != '';
CREATE INDEX ix_insurance_type_parent ON insurance_type (parent_code);
CREATE INDEX ix_insurance_type_version ON insurance_type (version);
CREATE UNIQUE INDEX ux_insurance_type_key ON insurance_type (fiscal_year, mof_div_code, code) WHERE is_deleted IS 0;
CREATE INDEX ix_insurance_type_code ON insurance_type (code, fiscal_year);
CREATE INDEX ix_pooling_level_version ON pooling_level (version);
CREATE INDEX ix_pooling_level_extra ON pooling_level (id) WHERE extra != '';
CREATE UNIQUE INDEX ux_pooling_level_key ON pooling_level (fiscal_year, mof_div_code, insurance_type) WHERE is_deleted IS 0;
CREATE INDEX ix_pooling_area_parent ON pooling_area (pooling_area_code);
CREATE INDEX ix_pooling_area_version ON pooling_area (version);
CREATE INDEX ix_pooling_area_extra ON pooling_area (id) WHERE extra != '';
CREATE UNIQUE INDEX ux_pooling_area_key ON pooling_area (fiscal_year, insurance_type, mof_div_code) WHERE is_deleted IS 0;
CREATE INDEX ix_budget_subject_parent ON budget_subject (parent_code);
CREATE INDEX ix_budget_subject_version ON budget_subject (version);
CREATE INDEX ix_budget_subject_code ON budget_subject (code, fiscal_year);
CREATE UNIQUE INDEX ux_budget_subject_key ON budget_subject (fiscal_year, mof_div_code, code) WHERE is_deleted IS 0;
CREATE INDEX ix_budget_subject_extra ON budget_subject (id) WHERE extra != '';
CREATE INDEX ix_accounting_subject_version ON accounting_subject (version);
CREATE INDEX ix_accounting_subject_parent ON accounting_subject (parent_code);
CREATE UNIQUE INDEX ux_accounting_subject_key ON accounting_subject (fiscal_year, mof_div_code, code) WHERE is_deleted IS 0;
CREATE INDEX ix_accounting_subject_code ON accounting_subject (code, fiscal_year);
CREATE INDEX ix_accounting_subject_extra ON accounting_subject (id) WHERE extra != '';
CREATE UNIQUE INDEX ux_fund_account_key ON fund_account (fiscal_year, account_no, bank_name) WHERE is_deleted IS 0;
CREATE INDEX ix_fund_account_version ON fund_account (version);
CREATE INDEX ix_fund_account_extra ON fund_account (id) WHERE extra != '';
CREATE INDEX ix_performance_indicator_version ON performance_indicator (version);
CREATE INDEX ix_performance_indicator_extra ON performance_indicator (id) WHERE extra != '';
CREATE INDEX ix_performance_indicator_parent ON performance_indicator (parent_code);
CREATE UNIQUE INDEX ux_performance_indicator_key ON performance_indicator (fiscal_year, mof_div_code, code) WHERE is_deleted IS 0;
CREATE INDEX ix_performance_indicator_code ON performance_indicator (code, fiscal_year);
CREATE INDEX ix_actuarial_parameter_version ON actuarial_parameter (version);
CREATE INDEX ix_actuarial_parameter_code ON actuarial_parameter (code, fiscal_year);
CREATE UNIQUE INDEX ux_actuarial_parameter_key ON actuarial_parameter (fiscal_year, mof_div_code, code) WHERE is_deleted IS 0;
CREATE INDEX ix_actuarial_parameter_extra ON actuarial_parameter (id) WHERE extra != '';
CREATE INDEX ix_actuarial_value_extra ON actuarial_value (id) WHERE extra != '';
CREATE INDEX ix_actuarial_value_version ON actuarial_value (version);
CREATE UNIQUE INDEX ux_actuarial_value_key ON actuarial_value (fiscal_year, mof_div_code, insurance_type, parameter, data_year) WHERE is_deleted IS 0;
CREATE UNIQUE INDEX ux_management_parameter_key ON management_parameter (fiscal_year, mof_div_code, code) WHERE is_deleted IS 0;
CREATE INDEX ix_management_parameter_extra ON management_parameter (id) WHERE extra != '';
CREATE INDEX ix_management_parameter_version ON management_parameter (version);
CREATE INDEX ix_management_parameter_code ON management_parameter (code, fiscal_year);
CREATE INDEX ix_management_value_version ON management_value (version);
CREATE INDEX ix_management_value_extra ON management_value (id) WHERE extra != '';
CREATE UNIQUE INDEX ux_management_value_key ON management_value (fiscal_year, mof_div_code, insurance_type, parameter, basis, period) WHERE is_deleted IS 0;
CREATE INDEX ix_region_scope_code ON region_scope (code, fiscal_year);
CREATE INDEX ix_audit_row_id ON audit (row_id);
CREATE INDEX ix_central_session_person ON central_session (person);
COMMIT;
PRAGMA user_version = 1;
