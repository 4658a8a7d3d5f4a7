BEGIN TRANSACTION;
CREATE TABLE accounting_subject (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_accounting_subject PRIMARY KEY (rid), 
	CONSTRAINT uq_accounting_subject_id UNIQUE (id)
);
CREATE TABLE actuarial_parameter (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_actuarial_parameter PRIMARY KEY (rid), 
	CONSTRAINT uq_actuarial_parameter_id UNIQUE (id)
);
CREATE TABLE actuarial_value (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_actuarial_value PRIMARY KEY (rid), 
	CONSTRAINT uq_actuarial_value_id UNIQUE (id)
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
INSERT INTO "audit" VALUES(1,'fund_account','01a208fa-d48d-7190-b420-485677a9a8e8','update','{"remark":["第一版","乙"]}','yi','2026-11-23T15:16:27Z','hand','');
INSERT INTO "audit" VALUES(2,'fund_account','01a208fa-db31-70ed-994a-0be3b37d6c85','insert','{"fiscal_year":[null,2026],"mof_div_code":[null,"330212000"],"account_no":[null,"20001"],"account_name":[null,"财政专户20001"],"bank_name":[null,"农业银行鄞州支行"],"account_type":[null,"31"],"insurance_types":[null,""],"opened_on":[null,null],"approval_type":[null,""],"bank_choice":[null,""],"balance":[null,700],"time_deposit":[null,null],"interest_rate":[null,null],"remark":[null,""],"is_received":[null,false],"is_standard":[null,false],"is_enabled":[null,true]}','yi','2026-11-23T15:16:27Z','hand','');
INSERT INTO "audit" VALUES(3,'fund_account','01a208fa-db31-70ee-9dcf-3501b7fa37ed','insert','{"fiscal_year":[null,2026],"mof_div_code":[null,"330212000"],"account_no":[null,"20002"],"account_name":[null,"财政专户20002"],"bank_name":[null,"农业银行鄞州支行"],"account_type":[null,"31"],"insurance_types":[null,""],"opened_on":[null,null],"approval_type":[null,""],"bank_choice":[null,""],"balance":[null,800],"time_deposit":[null,null],"interest_rate":[null,null],"remark":[null,"待上传"],"is_received":[null,false],"is_standard":[null,false],"is_enabled":[null,true]}','yi','2026-11-23T15:16:27Z','hand','');
INSERT INTO "audit" VALUES(4,'fund_account','01a208fa-d48d-718f-a177-594f6c028d65','update','{"balance":[25000,30000]}','yi','2026-11-23T15:16:27Z','hand','');
CREATE TABLE batch (
	batch_id VARCHAR(36) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	body BLOB NOT NULL, 
	operations INTEGER NOT NULL, 
	created_at VARCHAR(24) NOT NULL, 
	attempts INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_batch PRIMARY KEY (batch_id)
);
INSERT INTO "batch" VALUES('01a208fa-db4c-70a1-ba8a-2134cdf2a4c7','9332d8bd858cade8e332d873980bef58bef9fba9e5d872744d555c307ee1e664',X'7B2262617463685F6964223A2230316132303866612D646234632D373061312D626138612D323133346364663261346337222C22636C69656E745F6964223A2230316132303866612D643637352D373361622D386563632D623032313534616337306233222C22626C6F636B73223A5B7B22636174616C6F67223A2266756E645F6163636F756E74222C226B696E64223A22696E73657274222C22636F6C756D6E73223A5B2266697363616C5F79656172222C226D6F665F6469765F636F6465222C226163636F756E745F6E6F222C226163636F756E745F6E616D65222C2262616E6B5F6E616D65222C226163636F756E745F74797065222C22696E737572616E63655F7479706573222C226F70656E65645F6F6E222C22617070726F76616C5F74797065222C2262616E6B5F63686F696365222C2262616C616E6365222C2274696D655F6465706F736974222C22696E7465726573745F72617465222C2272656D61726B222C2269735F7265636569766564222C2269735F7374616E64617264222C2269735F656E61626C6564225D2C22726F7773223A5B5B2230316132303866612D646233312D373065642D393934612D306265336233376436633835222C302C323032362C22333330323132303030222C223230303031222C22E8B4A2E694BFE4B893E688B73230303031222C22E5869CE4B89AE993B6E8A18CE9849EE5B79EE694AFE8A18C222C223331222C22222C6E756C6C2C22222C22222C3730302C6E756C6C2C6E756C6C2C22222C66616C73652C66616C73652C747275655D5D2C226564697473223A5B5B227969222C22323032362D31312D32335431353A31363A32375A222C22225D5D7D5D7D',1,'2026-11-23T15:16:27Z',1);
CREATE TABLE budget_subject (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_budget_subject PRIMARY KEY (rid), 
	CONSTRAINT uq_budget_subject_id UNIQUE (id)
);
CREATE TABLE fund_account (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_fund_account PRIMARY KEY (rid), 
	CONSTRAINT uq_fund_account_id UNIQUE (id)
);
INSERT INTO "fund_account" VALUES(1,'01a208fa-d48d-7190-b420-485677a9a8e8',3,10,0,'2026-11-23T15:16:27Z','jia',2026,'330212000','10002','财政专户10002','农业银行鄞州支行','31','',NULL,'','',NULL,NULL,NULL,'甲',0,0,1,'');
INSERT INTO "fund_account" VALUES(2,'01a208fa-d48d-718f-a177-594f6c028d65',1,8,0,'2026-11-23T15:16:26Z','jia',2026,'330212000','10001','财政专户10001','农业银行鄞州支行','31','',NULL,'','',30000,NULL,NULL,'更正',0,0,1,'{"custodian":"中行"}');
INSERT INTO "fund_account" VALUES(3,'01a208fa-d48d-7191-b33f-43fe0c973f45',0,9,1,'2026-11-23T15:16:26Z','jia',2026,'330212000','10003','财政专户10003','农业银行鄞州支行','31','',NULL,'','',NULL,NULL,15000,'',0,0,1,'');
INSERT INTO "fund_account" VALUES(4,'01a208fa-db31-70ed-994a-0be3b37d6c85',1,0,0,'','',2026,'330212000','20001','财政专户20001','农业银行鄞州支行','31','',NULL,'','',700,NULL,NULL,'',0,0,1,'');
INSERT INTO "fund_account" VALUES(5,'01a208fa-db31-70ee-9dcf-3501b7fa37ed',1,0,0,'','',2026,'330212000','20002','财政专户20002','农业银行鄞州支行','31','',NULL,'','',800,NULL,NULL,'待上传',0,0,1,'');
CREATE TABLE insurance_type (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_insurance_type PRIMARY KEY (rid), 
	CONSTRAINT uq_insurance_type_id UNIQUE (id)
);
CREATE TABLE management_parameter (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_management_parameter PRIMARY KEY (rid), 
	CONSTRAINT uq_management_parameter_id UNIQUE (id)
);
CREATE TABLE management_value (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_management_value PRIMARY KEY (rid), 
	CONSTRAINT uq_management_value_id UNIQUE (id)
);
CREATE TABLE meta (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY (name)
);
INSERT INTO "meta" VALUES('server','http://model');
INSERT INTO "meta" VALUES('client_id','01a208fa-d675-73ab-8ecc-b02154ac70b3');
INSERT INTO "meta" VALUES('person','{"code":"yi","name":"经办yi","mof_div_code":"330212000","mof_div_name":"鄞州区","level":4,"role":"operator"}');
INSERT INTO "meta" VALUES('batch_size','2000');
INSERT INTO "meta" VALUES('cursor','WyI1MTZjZGMyZCIsIjMzMDIxMjAwMCIsMTAsMCwiIiwwLDBd');
INSERT INTO "meta" VALUES('last_sync_at','2026-11-23T15:16:27Z');
CREATE TABLE outbox (
	n INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	catalog VARCHAR(40) NOT NULL, 
	row_id VARCHAR(36) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	base_version BIGINT NOT NULL, 
	changes TEXT NOT NULL, 
	author VARCHAR(40) NOT NULL, 
	edited_at VARCHAR(24) NOT NULL, 
	reason TEXT DEFAULT '' NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	batch_id VARCHAR(36), 
	position INTEGER, 
	rule VARCHAR(40) DEFAULT '' NOT NULL, 
	field VARCHAR(40) DEFAULT '' NOT NULL, 
	message TEXT DEFAULT '' NOT NULL, 
	theirs TEXT DEFAULT '' NOT NULL, 
	theirs_by VARCHAR(40) DEFAULT '' NOT NULL, 
	theirs_at VARCHAR(24) DEFAULT '' NOT NULL, 
	CONSTRAINT fk_outbox_batch_id FOREIGN KEY(batch_id) REFERENCES batch (batch_id)
);
INSERT INTO "outbox" VALUES(1,'fund_account','01a208fa-d48d-7190-b420-485677a9a8e8','update',6,'{"remark":["第一版","乙"]}','yi','2026-11-23T15:16:27Z','','conflict',NULL,NULL,'','remark','','{"remark":"甲"}','jia','2026-11-23T15:16:27Z');
INSERT INTO "outbox" VALUES(2,'fund_account','01a208fa-db31-70ed-994a-0be3b37d6c85','insert',0,'{"fiscal_year":[null,2026],"mof_div_code":[null,"330212000"],"account_no":[null,"20001"],"account_name":[null,"财政专户20001"],"bank_name":[null,"农业银行鄞州支行"],"account_type":[null,"31"],"insurance_types":[null,""],"opened_on":[null,null],"approval_type":[null,""],"bank_choice":[null,""],"balance":[null,700],"time_deposit":[null,null],"interest_rate":[null,null],"remark":[null,""],"is_received":[null,false],"is_standard":[null,false],"is_enabled":[null,true]}','yi','2026-11-23T15:16:27Z','','sent','01a208fa-db4c-70a1-ba8a-2134cdf2a4c7',2,'','','','','','');
INSERT INTO "outbox" VALUES(3,'fund_account','01a208fa-db31-70ee-9dcf-3501b7fa37ed','insert',0,'{"fiscal_year":[null,2026],"mof_div_code":[null,"330212000"],"account_no":[null,"20002"],"account_name":[null,"财政专户20002"],"bank_name":[null,"农业银行鄞州支行"],"account_type":[null,"31"],"insurance_types":[null,""],"opened_on":[null,null],"approval_type":[null,""],"bank_choice":[null,""],"balance":[null,800],"time_deposit":[null,null],"interest_rate":[null,null],"remark":[null,"待上传"],"is_received":[null,false],"is_standard":[null,false],"is_enabled":[null,true]}','yi','2026-11-23T15:16:27Z','','open',NULL,NULL,'','','','','','');
INSERT INTO "outbox" VALUES(4,'fund_account','01a208fa-d48d-718f-a177-594f6c028d65','update',8,'{"balance":[25000,30000]}','yi','2026-11-23T15:16:27Z','','open',NULL,NULL,'','','','','','');
CREATE TABLE performance_indicator (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_performance_indicator PRIMARY KEY (rid), 
	CONSTRAINT uq_performance_indicator_id UNIQUE (id)
);
CREATE TABLE pooling_area (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_pooling_area PRIMARY KEY (rid), 
	CONSTRAINT uq_pooling_area_id UNIQUE (id)
);
CREATE TABLE pooling_level (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_pooling_level PRIMARY KEY (rid), 
	CONSTRAINT uq_pooling_level_id UNIQUE (id)
);
CREATE TABLE region (
	rid INTEGER NOT NULL, 
	id VARCHAR(36) NOT NULL, 
	state SMALLINT DEFAULT 0 NOT NULL, 
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
	CONSTRAINT pk_region PRIMARY KEY (rid), 
	CONSTRAINT uq_region_id UNIQUE (id)
);
INSERT INTO "region" VALUES(1,'01a208fa-cd8b-7183-90d1-62c1e2f9b529',0,1,0,'2026-11-23T15:16:24Z','system',2026,'109900000','财政部','','1','1','','',NULL,NULL,'','',1,1,'');
INSERT INTO "region" VALUES(2,'01a208fa-cd8b-7184-aa69-c9889dce0234',0,2,0,'2026-11-23T15:16:24Z','system',2026,'330000000','浙江省','109900000','2','1','','',NULL,NULL,'','',0,1,'');
INSERT INTO "region" VALUES(3,'01a208fa-cd8b-7185-b217-c90500b60ee5',0,3,0,'2026-11-23T15:16:24Z','system',2026,'330200000','宁波市','330000000','3','1','','',NULL,NULL,'','',0,1,'');
INSERT INTO "region" VALUES(4,'01a208fa-cd8b-7186-b5df-32b6bd3efbfe',0,4,0,'2026-11-23T15:16:24Z','system',2026,'330212000','鄞州区','330200000','4','1','','',NULL,NULL,'','',0,1,'');
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
CREATE INDEX ix_region_order ON region (fiscal_year, mof_div_code);
CREATE INDEX ix_region_key ON region (fiscal_year, mof_div_code);
CREATE INDEX ix_region_parent ON region (fiscal_year, parent_code);
CREATE INDEX ix_insurance_type_order ON insurance_type (fiscal_year, code, mof_div_code);
CREATE INDEX ix_insurance_type_key ON insurance_type (fiscal_year, mof_div_code, code);
CREATE INDEX ix_insurance_type_parent ON insurance_type (fiscal_year, parent_code);
CREATE INDEX ix_pooling_level_key ON pooling_level (fiscal_year, mof_div_code, insurance_type);
CREATE INDEX ix_pooling_level_order ON pooling_level (fiscal_year, insurance_type, mof_div_code);
CREATE INDEX ix_pooling_area_key ON pooling_area (fiscal_year, insurance_type, mof_div_code);
CREATE INDEX ix_pooling_area_order ON pooling_area (fiscal_year, insurance_type, mof_div_code);
CREATE INDEX ix_pooling_area_parent ON pooling_area (fiscal_year, pooling_area_code);
CREATE INDEX ix_budget_subject_order ON budget_subject (fiscal_year, code, mof_div_code);
CREATE INDEX ix_budget_subject_parent ON budget_subject (fiscal_year, parent_code);
CREATE INDEX ix_budget_subject_key ON budget_subject (fiscal_year, mof_div_code, code);
CREATE INDEX ix_accounting_subject_order ON accounting_subject (fiscal_year, code, mof_div_code);
CREATE INDEX ix_accounting_subject_parent ON accounting_subject (fiscal_year, parent_code);
CREATE INDEX ix_accounting_subject_key ON accounting_subject (fiscal_year, mof_div_code, code);
CREATE INDEX ix_fund_account_key ON fund_account (fiscal_year, account_no, bank_name);
CREATE INDEX ix_fund_account_order ON fund_account (fiscal_year, mof_div_code, account_type, account_no);
CREATE INDEX ix_performance_indicator_order ON performance_indicator (fiscal_year, code, mof_div_code);
CREATE INDEX ix_performance_indicator_key ON performance_indicator (fiscal_year, mof_div_code, code);
CREATE INDEX ix_performance_indicator_parent ON performance_indicator (fiscal_year, parent_code);
CREATE INDEX ix_actuarial_parameter_order ON actuarial_parameter (fiscal_year, code, mof_div_code);
CREATE INDEX ix_actuarial_parameter_key ON actuarial_parameter (fiscal_year, mof_div_code, code);
CREATE INDEX ix_actuarial_value_key ON actuarial_value (fiscal_year, mof_div_code, insurance_type, parameter, data_year);
CREATE INDEX ix_actuarial_value_order ON actuarial_value (fiscal_year, mof_div_code, insurance_type, parameter, data_year);
CREATE INDEX ix_management_parameter_order ON management_parameter (fiscal_year, code, mof_div_code);
CREATE INDEX ix_management_parameter_key ON management_parameter (fiscal_year, mof_div_code, code);
CREATE INDEX ix_management_value_order ON management_value (fiscal_year, mof_div_code, insurance_type, parameter, basis, period);
CREATE INDEX ix_management_value_key ON management_value (fiscal_year, mof_div_code, insurance_type, parameter, basis, period);
CREATE INDEX ix_region_scope_code ON region_scope (code, fiscal_year);
CREATE INDEX ix_audit_row_id ON audit (row_id);
CREATE INDEX ix_outbox_batch_id ON outbox (batch_id);
CREATE UNIQUE INDEX ux_outbox_open ON outbox (row_id) WHERE state = 'open';
CREATE INDEX ix_outbox_row_id ON outbox (row_id);
CREATE INDEX ix_outbox_state ON outbox (state, n);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',4);
COMMIT;
PRAGMA user_version = 1;
