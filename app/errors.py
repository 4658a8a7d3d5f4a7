"""The one error tree: every failure a person can meet has a title and a full sentence that says what to do."""

from __future__ import annotations


class ShebaoError(Exception):
    """A failure with a Chinese title, a Chinese sentence that names place and remedy, and a stable machine code."""

    code = "error"
    title = "操作没有完成"

    def __init__(self, sentence: str, *, code: str | None = None, title: str | None = None) -> None:
        """Keep `sentence` for the person; `code` and `title` replace the class's own when given."""
        super().__init__(sentence)
        self.sentence = sentence
        if code is not None:
            self.code = code
        if title is not None:
            self.title = title


class DeclarationError(ShebaoError):
    """A catalog declaration contradicts itself; raised on import, read by developers."""

    code = "declaration"
    title = "目录声明有误"


class RightsError(ShebaoError):
    """The signed-in person may not do this."""

    code = "rights"
    title = "没有权限"


class RowsError(ShebaoError):
    """Rows broke a rule; nothing of the action was kept."""

    code = "rows"
    title = "数据不符合规则"


class NotFoundError(ShebaoError):
    """A named catalog, row or field does not exist."""

    code = "not-found"
    title = "没有找到"


class StoreError(ShebaoError):
    """The local store cannot be opened, read or written."""

    code = "store"
    title = "本地数据库出错"


class WorkbookError(ShebaoError):
    """A workbook cannot be read, or is not one of ours."""

    code = "workbook"
    title = "工作簿不能使用"
