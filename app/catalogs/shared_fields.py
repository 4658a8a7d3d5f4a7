"""Fields that several declarations share word for word."""

from __future__ import annotations

from app.fields import Choice, Code, Date, Note, Reference, References, Text

CODE = Code(name="code", label="代码", required=True, width=12)
NAME = Text(name="name", label="名称", required=True, spelled=True, width=32)
INSURANCE_TYPE = Reference(name="insurance_type", label="险种", to="insurance_type", width=24)
INSURANCE_TYPES = References(name="insurance_types", label="适用险种", to="insurance_type", width=24)
UNIT = Text(name="unit", label="计量单位", max_length=20, width=10)
SOURCE = Note(name="source", label="来源", max_length=500, width=24)
REMARK = Note(name="remark", label="备注", max_length=500, width=20)
START_DATE = Date(name="start_date", label="启用日期", width=11)
END_DATE = Date(name="end_date", label="停用日期", width=11)
CODE_STATUS = Choice(
    name="code_status",
    label="代码依据",
    options=(("evidenced", "有据"), ("inferred", "推断"), ("proposed", "建议值"), ("historic", "历史")),
    width=9,
)
