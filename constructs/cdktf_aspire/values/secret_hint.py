"""One quick look at a text and its name, before the many patterns of `secret_text` are loaded."""

from __future__ import annotations

import re
from typing import Final

# One of these is in every text that is found: one quick look instead of thirty.
HINT: Final = re.compile(
    r"key|pwd|pass|secret|sig|://[^\s/]*@|curl|wget|token|cred|conn|pat|bearer|basic|putty|gh[pousr]_|gl[a-z]{2,4}-|xox|slack"
    r"|a[ksbc][ica]a|aiza|[sr]k[-_]|sg\.|npm_|pypi-|dckr_|hf_|dapi|do[opr]_v1|atlasv1|hv[sbr]\.|q~|ast|azev|acdb|eyj|==",
    re.IGNORECASE,
)
