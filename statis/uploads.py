"""How large a file a form may send."""

from typing import Any, Final

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

MOST_BYTES: Final = 20_000_000
TOO_LARGE: Final = "statis.upload_too_large"


class LimitedUpload(FileUploadHandler):
    """Let files through up to a limit, and leave out any that is larger before it fills a disk."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """
        Hand a portion on.

        :raises SkipFile: as soon as all portions are more than the limit.
        """
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            if self.request is not None:
                self.request.META[TOO_LARGE] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers after this one."""
