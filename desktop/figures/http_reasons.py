"""Reasons for which the HTTP gateway refuses requests, as the quality panel names them."""

from __future__ import annotations

from county.catalog import Name

HTTP_REASONS: dict[str, Name] = {
    "key_missing": Name("未带接口密钥", "No API key"),
    "key_unknown": Name("接口密钥未知或已吊销", "API key unknown or revoked"),
    "channel_forbidden": Name("该渠道的密钥不允许此操作", "Not allowed to keys of this channel"),
    "cross_site": Name("表单来自其他网站", "Form of another site"),
    "not_found": Name("接口地址不存在", "No such address"),
    "method_forbidden": Name("该地址不支持此方法", "Method not supported there"),
    "case_not_found": Name("事件编号与查询码不符", "Number and code of a case do not match"),
    "body_too_slow": Name("请求传输过慢", "Request arrived too slowly"),
    "case_not_closed": Name("事件尚未办结就评价", "Answer before the case was closed"),
    "answers_spent": Name("同一事件评价次数过多", "Case answered too often"),
    "body_too_large": Name("请求过大", "Request too large"),
    "media_unsupported": Name("内容类型不支持", "Content type not supported"),
    "file_kind": Name("文件类型不支持", "Kind of file not supported"),
    "request_invalid": Name("请求格式不符", "Request not as described"),
    "photo_format": Name("照片格式不支持", "Format of photo not supported"),
    "photo_heic": Name("HEIC 照片", "HEIC photo"),
    "photo_damaged": Name("照片损坏或不是照片", "Photo damaged, or no photo"),
    "photo_too_large": Name("照片像素过多", "Photo with too many pixels"),
    "worker_missing": Name("缺少工号", "Work number missing"),
    "place_missing": Name("缺少位置", "Place missing"),
    "village_unknown": Name("村（社区）不存在", "Village unknown"),
    "too_many_requests": Name("请求过于频繁", "Too many requests"),
}
