"""A delivered header against the contract: which columns are there, lost, extra or forbidden."""

import re
from collections import Counter
from dataclasses import dataclass

from strata.contract import Feed
from strata.landing.report import Refused

# Names that never come near the warehouse (JR/T 0171 class C3): secrets and biometrics.
# A column is refused when its name, or a run of whole words in it, is one of these.
NEVER_LAND = (
    "password", "passwd", "passcode", "passphrase", "pwd", "pin", "pin_block", "pin_code",
    "cvv", "cvv2", "cvc", "cvc2", "cvn", "cvn2", "otp", "sms_code", "verify_code", "dynamic_code",
    "security_answer", "private_key", "secret_key", "track1", "track2", "track3", "track_data",
    "fingerprint", "finger_print", "face_template", "face_feature", "face_image", "voice_print",
    "voiceprint", "iris", "palm_print", "palm_vein", "biometric", "biometrics", "gesture_code",
)  # fmt: skip
NEVER_LAND_WITHIN = (
    "密码", "密碼", "口令", "指纹", "指紋", "人脸", "人臉", "声纹", "聲紋", "虹膜", "验证码",
)  # fmt: skip

MAX_COLUMNS = 2_000
_SHOWN, _LONGEST = 9, 60
_MOST_WORDS = max(name.count("_") for name in NEVER_LAND) + 1


@dataclass(frozen=True)
class FileColumns:
    """Columns of one file: names by position, split into the contract's and extra ones."""

    width: int
    contract: dict[str, int]
    extra: dict[str, int]


def is_never_land(name: str) -> bool:
    """Whether a column name speaks of a secret or of biometrics."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    words = [word for word in re.split(r"[^a-z0-9]+", spaced.lower()) if word]
    runs = {
        "_".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1)
    }
    runs.add("".join(words))
    return bool(runs & set(NEVER_LAND)) or any(part in name for part in NEVER_LAND_WITHIN)


def match_header(feed: Feed, source: str, names: list[str]) -> FileColumns:
    """Match delivered names with the contract's, by name, whatever their order and case.

    Raises `Refused` by name for missing key columns, forbidden and duplicate ones, and for more
    columns than any table has.
    """
    if len(names) > MAX_COLUMNS:
        raise Refused(
            "UNREADABLE_FILE",
            f"{source} names {len(names)} columns, more than any table of {MAX_COLUMNS}; "
            "deliver the columns of the contract",
        )
    lowered = [name.lower() or f"unnamed_{place}" for place, name in enumerate(names, start=1)]
    # Keys first: a file without a header must not have its first row told as column names.
    places = {name: place for place, name in enumerate(lowered)}
    if lost := [key for key in feed.keys if key not in places]:
        raise Refused("KEY_MISSING", f"{source} lacks the key column {_list(lost)}")
    if forbidden := sorted({name for name in names if is_never_land(name)}):
        raise Refused(
            "NEVER_LAND",
            f"{source} brings {_list(forbidden)}, which may never be landed; deliver it without",
        )
    if doubled := sorted(name for name, count in Counter(lowered).items() if count > 1):
        raise Refused("DUPLICATE_COLUMN", f"{source} names {_list(doubled)} more than once")
    known = [column.name for column in feed.columns]
    return FileColumns(
        width=len(names),
        contract={name: places[name] for name in known if name in places},
        extra={name: place for name, place in places.items() if name not in known},
    )


def _list(names: list[str]) -> str:
    """Names in a sentence, which stays one however many and long they are."""
    shown = [name if len(name) <= _LONGEST else name[:_LONGEST] + "…" for name in names[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(names) - _SHOWN} more" if names[_SHOWN:] else "")
