"""Why a file as a whole cannot be taken: each refusal names the remedy."""

from chassis.errors import Refusal


class NotAWorkbook(Refusal):
    """The file is no `.xlsx` workbook and no `.csv` text, or a damaged, encrypted or old one (`.xls`)."""

    code = "roster-not-a-workbook"
    status = 422
    zh = "文件不是可读取的 .xlsx 工作簿或 .csv 文本，请用 Excel 或 WPS 打开（先取消密码），另存为 .xlsx 后重新上传。"
    en = (
        "The file is no readable .xlsx workbook or .csv text; open it in Excel or WPS, remove any password, "
        "save it as .xlsx and upload it again."
    )


class ColumnsMissing(Refusal):
    """The heading row lacks columns without which no row can be read; `columns` names them in Chinese."""

    code = "roster-columns-missing"
    status = 422
    zh = "前10行内没有找到完整的表头，缺少：{columns}。请使用市级系统导出的花名册，或补齐这些列后重新上传。"
    en = (
        "No complete heading row within the first 10 rows; missing: {columns}. "
        "Use the roster as the city's system exports it, or add these columns."
    )


class EmptyRoster(Refusal):
    """There is nobody on the roster: it was not filled in, or cut off."""

    code = "roster-empty"
    status = 422
    zh = "表中没有任何人员，请检查是否选错文件或工作表未填写；确实已全部迁出的，请逐户办理退租。"
    en = (
        "There is nobody in this file: check that it is the right one and filled in. If all have really left, move "
        "them out household by household."
    )


class RosterOfTheFuture(Refusal):
    """The roster speaks of a day that has not come: nobody has moved by it yet."""

    code = "roster-of-the-future"
    status = 422
    zh = "花名册截至{as_of}，晚于今天：尚未发生的变动不能登记，请届时再导入。"
    en = "The roster speaks of {as_of}, which is still to come: import it when that day is here."


class ImpossibleDay(Refusal):
    """The title names a day that there is not: taken for today, people would have left on a wrong day."""

    code = "roster-of-no-day"
    status = 422
    zh = "表头的日期不存在：“{day}”。请改正后重新上传。"
    en = "The title of the roster names a day that does not exist: “{day}”. Correct it and upload it again."


class RosterOfTwoDays(Refusal):
    """The sheets of one file speak of different days: people would have moved and not moved."""

    code = "roster-of-two-days"
    status = 422
    zh = "各工作表的截至日期不一致（{first}、{last}），请分别上传。"
    en = "The sheets of this file speak of different days ({first}, {last}): upload them one by one."


class MassMoveOut(Refusal):
    """A roster that empties the estate is more likely cut off than right."""

    code = "mass-move-out"
    zh = (
        "该表将使 {households} 户中的 {leaving} 户退租：退租达到 {least} 户且超过在租户数的 {per_cent}% 时须先确认。"
        "只是其中一部分（如错误行）的，请在原花名册中改正后提交整个花名册；确为完整无误的，附上确认码重新提交。"
    )
    en = (
        "This roster would end {leaving} of {households} tenancies: {least} or more, if over {per_cent} % of all, "
        "have to be confirmed. If it is a part, such as the faulty rows, mend the whole roster and send that; if it "
        "is complete and right, send it again with the confirmation."
    )


class FileTooLarge(Refusal):
    """The file is too big to be a roster, packed or unpacked."""

    code = "roster-file-too-large"
    status = 422
    zh = "文件过大（上限为压缩后20 MB、解压后300 MB），请删除图片和无关工作表后重新上传。"
    en = "The file is too large (20 MB packed, 300 MB unpacked at most); remove pictures and other sheets."


class TooManyRows(Refusal):
    """The sheet has more rows than an estate can have residents."""

    code = "roster-too-many-rows"
    status = 422
    zh = "表格超过 {limit} 行：请删除花名册以外的行。不要拆分上传，缺少的住户会被当作退租。"
    en = (
        "The sheet has more than {limit} rows: remove what is no part of the roster. Do not split it, "
        "as who is missing counts as moved out."
    )
