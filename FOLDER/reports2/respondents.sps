* Encoding: UTF-8.
* SYNTHETIC DATA. All answers were made by a program; no survey took place.
* Headline numbers of the report, computed again in SPSS. Study: A study to be attacked.
* Open the folder of this file first (CD), so that respondents.sav is found.
* SPSS takes weights as frequencies. The weight with mean one keeps n as it was; weight_persons would make every chi-square and every t-test significant.
* Standard errors of SPSS know neither the sampling design nor calibration: take errors and intervals from results.csv.
GET FILE='respondents.sav'.
SELECT IF (sample_type = "main").
WEIGHT BY weight.

* 1. index, everybody: 48.42.
DESCRIPTIVES VARIABLES=index /STATISTICS=MEAN.

* 2. index; side, area: A 48.91, B 47.94, east 50.56, north 46.88, south 50.93, west 45.33.
MEANS TABLES=index BY bloc area /CELLS=MEAN COUNT.

* 3. share of respondents with an index of 60 and more: 30.97 %.
COMPUTE headline_share = 100 * (index >= 60).
DESCRIPTIVES VARIABLES=headline_share /STATISTICS=MEAN.
